def generate(rng):
    """Choose the solution first; A = P L U has determinant 1 or -1, so every step stays whole."""
    x = column(integers(rng, 3, -4, 4))
    require(sum(1 for entry in x if entry != 0) >= 2 and len(set(x)) > 1)
    a, b_, c = integers(rng, 3, -2, 2)
    L = Matrix([[1, 0, 0], [a, 1, 0], [b_, c, 1]])
    d, e, f = integers(rng, 3, -2, 2)
    U = Matrix([[pick(rng, [-1, 1]), d, e], [0, pick(rng, [-1, 1]), f], [0, 0, pick(rng, [-1, 1])]])
    order = shuffled(rng, [0, 1, 2])
    A = (L * U).extract(order, [0, 1, 2])
    b = A * x
    require(max(abs(entry) for entry in A) <= 9 and max(abs(entry) for entry in b) <= 30)
    require(A != A.T and sum(1 for entry in A if entry == 0) <= 2 and len(set(b)) == 3)
    exchanged = [A.LUsolve(b.extract(rows, [0])) for rows in ([1, 0, 2], [2, 1, 0], [0, 2, 1])]
    wrong = [A.T.LUsolve(b), A * b, -x, *exchanged]
    require(len({tuple(one) for one in [x, *wrong]}) == 1 + len(wrong))
    stages, moved, moved_later = elimination(A, b)
    return {
        "A": A,
        "b": b,
        "w": [int(entry) for entry in x],
        "transposed": wrong[0],
        "product": wrong[1],
        "exchanged": exchanged,
        "stages": stages,
        "moved": moved,
        "moved_later": moved_later,
    }


def solve(A, b, **_):
    return {"x": A.LUsolve(b)}


def elimination(A, b):
    """Eliminate with pivots 1 or -1; the system at first, after the first exchange and as a triangle."""
    M = A.row_join(b)
    pages, moves = [augmented(M)], []
    for k in (0, 1):
        pivots = [i for i in range(k, 3) if abs(M[i, k]) == 1]
        require(pivots)
        moves.append(pivots[0] != k)
        M.row_swap(k, pivots[0])
        pages.append(augmented(M))
        for i in range(k + 1, 3):
            M[i, :] = M[i, :] - M[i, k] / M[k, k] * M[k, :]
    return [pages[0], pages[1], augmented(M)], *moves


def augmented(M):
    rows = (" & ".join(latex(entry) for entry in M.row(i)) for i in range(3))
    return r"\left(\begin{array}{rrr|r} " + r" \\ ".join(rows) + r" \end{array}\right)"
