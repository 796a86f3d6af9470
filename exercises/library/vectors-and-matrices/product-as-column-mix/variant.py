def generate(rng):
    """Draw A and different weights, such that mixing rows or leaving the weights out gives another vector."""
    A = integer_matrix(rng, 3, 3, -4, 4)
    x = column(integers(rng, 3, -3, 3, nonzero=True, distinct=True))
    row_sums = A * column([1, 1, 1])
    mix = A * x
    require(A != A.T)
    require(sum(1 for entry in mix if entry != 0) >= 2)
    require(mix != A.T * x and mix != row_sums and A.T * x != row_sums)
    scaled = A * diag(*x)
    return {"A": A, "x": x, "scaled": scaled, "row_sums": row_sums, "flat": [int(entry) for entry in mix]}


def solve(A, x, **_):
    return {"mix": A * x}
