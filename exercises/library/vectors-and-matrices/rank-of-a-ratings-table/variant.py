def generate(rng):
    """Multiply user tastes by film profiles; every relation between rows has to be found by elimination."""
    r = rng.choice([2, 3])
    users, films = integer_matrix(rng, 4, r, -2, 3), integer_matrix(rng, 5, r, -2, 3)
    require(users.rank() == r and films.rank() == r)
    A = users * films.T
    require(max(abs(entry) for entry in A) <= 9)
    lines = [A.row(i) for i in range(4)] + [A.col(j).T for j in range(5)]
    require(all(any(line) for line in lines))
    require(all(A.extract([i, j], range(5)).rank() == 2 for i in range(4) for j in range(i)))
    echelon = whole_echelon(A)
    require(max(abs(entry) for entry in echelon) <= 30)
    return {"A": A, "Users": users, "Films": films.T, "echelon": echelon}


def solve(A, **_):
    return {"rank": A.rank()}


def whole_echelon(A):
    """An echelon form with whole numbers without common factor in every row."""
    form = A.echelon_form()
    for i in range(form.rows):
        common = gcd(list(form.row(i)))
        if common:
            form[i, :] = form[i, :] / common
    return form
