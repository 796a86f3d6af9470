def generate(rng):
    """Choose L, U and the solution first; then hide the best pivot in row 2 or 3."""
    half = Rational(1, 2)
    l21, l31, l32 = pick(rng, [-half, half]), pick(rng, [-half, half]), pick(rng, [-1, -half, half, 1])
    even, even_pivot = [-4, -2, 0, 2, 4], [-4, -2, 2, 4]
    U = Matrix(
        [
            [pick(rng, even_pivot), pick(rng, even), pick(rng, even)],
            [0, pick(rng, even_pivot), pick(rng, even)],
            [0, 0, pick(rng, [-3, -2, -1, 1, 2, 3])],
        ]
    )
    L = Matrix([[1, 0, 0], [l21, 1, 0], [l31, l32, 1]])
    x = column(integers(rng, 3, -4, 4))
    partner = rng.choice([2, 3])
    swapped = L * U
    A = swapped.copy()
    A.row_swap(0, partner - 1)
    b = A * x
    require(sum(1 for entry in x if entry != 0) >= 2 and len(set(x)) > 1)
    require(max(abs(entry) for entry in A) <= 9 and max(abs(entry) for entry in b) <= 30)
    require(sum(1 for entry in A if entry == 0) <= 2)
    return {
        "A": A,
        "b": b,
        "U": U,
        "x": x,
        "partner": partner,
        "below": l32 * U[1, 1],
        "texts": texts(L, U, x, partner),
        "augmented": [augmented(stage, b_stage) for stage, b_stage in stages(L, U, x)],
    }


def solve(**_):
    return {}


def stages(L, U, x):
    """The system after the swap, after column 1 and after column 2."""
    column_2_left = Matrix([[1, 0, 0], [0, 1, 0], [0, L[2, 1], 1]])
    return [(left * U, left * U * x) for left in (L, column_2_left, eye(3))]


def augmented(A, b):
    rows = (" & ".join([*(latex(entry) for entry in A.row(i)), latex(b[i])]) for i in range(3))
    return r"\left(\begin{array}{rrr|r} " + r" \\ ".join(rows) + r" \end{array}\right)"


def row_operation(target, factor, source):
    """R_3 <- R_3 - 1/2 R_2, with the sign written once."""
    sign = "-" if factor > 0 else "+"
    size = "" if abs(factor) == 1 else r"\tfrac{1}{2} "
    return rf"$R_{target} \leftarrow R_{target} {sign} {size}R_{source}$"


def term(coefficient, unknown):
    """A summand moved to the right-hand side, "" when its coefficient is 0."""
    if coefficient == 0:
        return ""
    size = "" if abs(coefficient) == 1 else latex(abs(coefficient))
    return f" {'-' if coefficient > 0 else '+'} {size}{unknown}"


def unknown(name, right, terms, pivot, value):
    top = latex(right) + "".join(terms)
    if pivot == 1 and not any(terms):
        return f"Compute ${name} = {latex(value)}$"
    if pivot == 1:
        return rf"Compute ${name} = {top} = {latex(value)}$"
    return rf"Compute ${name} = \dfrac{{{top}}}{{{latex(pivot)}}} = {latex(value)}$"


def texts(L, U, x, partner):
    y = U * x
    return {
        "swap": f"Swap rows 1 and {partner}",
        "row_2": "Clear column 1 in row 2: " + row_operation(2, L[1, 0], 1),
        "row_3": "Clear column 1 in row 3: " + row_operation(3, L[2, 0], 1),
        "column_2": "Compare the entries of rows 2 and 3 in column 2 (no swap needed), then clear column 2 in row 3: "
        + row_operation(3, L[2, 1], 2),
        "third": unknown("x_3", y[2], [], U[2, 2], x[2]),
        "second": unknown("x_2", y[1], [term(U[1, 2], "x_3")], U[1, 1], x[1]),
        "first": unknown("x_1", y[0], [term(U[0, 1], "x_2"), term(U[0, 2], "x_3")], U[0, 0], x[0]),
    }
