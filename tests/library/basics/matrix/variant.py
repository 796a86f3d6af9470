def generate(rng):
    A, B = integer_matrix(rng, 2, 2, -4, 5), integer_matrix(rng, 2, 2, -4, 5)
    require(A * B != B * A)
    return {"A": A, "B": B}


def solve(A, B):
    return {"C": A * B}
