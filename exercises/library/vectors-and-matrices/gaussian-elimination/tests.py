TOLERANCE = {"rtol": 1e-8, "atol": 1e-8}


@weight(2, "The solution fulfils all equations")
@given(A=well_conditioned("n"), x=vectors("n"), n=(1, 8), examples=14)
@example(A=[[0.0, 2.0], [1.0, 1.0]], x=[3.0, 2.0])
@example(A=[[2.0, 1.0], [1.0, 3.0]], x=[1.0, 2.0])
def test_solves(learner, A, x):
    close(learner.solve(A, A @ x), x, **TOLERANCE)


@weight(
    1,
    "A zero in the pivot's place",
    says="The pivot is $0$ although the matrix is invertible. Swap a better row up first.",
)
@example(A=[[0, 1], [1, 0]], x=[2.0, 3.0])
@example(A=[[0, 1], [-1, 0]], x=[2.0, 3.0])
@example(A=[[1.0, 2.0, 1.0], [2.0, 4.0, 1.0], [1.0, 1.0, 1.0]], x=[1.0, -1.0, 2.0])
def test_zero_pivot(learner, A, x):
    close(learner.solve(A, A @ x), x, **TOLERANCE)


@weight(
    1, "Singular matrices raise ValueError", says="When the best pivot of a column is too small, raise `ValueError`."
)
@example(A=[[1, 2], [2, 4]], b=[1, 2])
@example(A=[[0.0, 0.0], [0.0, 0.0]], b=[1.0, 2.0])
@example(A=[[0]], b=[1])
def test_singular(learner, A, b):
    raises(ValueError, learner.solve, A, b)


@weight(
    1,
    "A tiny number in the pivot's place",
    visible=False,
    says="Dividing by a tiny number swamps all other rows. Take the largest entry in absolute value as pivot.",
)
@example(A=[[1e-20, 1.0], [1.0, 1.0]], b=[1.0, 2.0])
@example(A=[[1e-20, 1.0], [-1.0, 1.0]], b=[1.0, 0.0])
def test_tiny_pivot(learner, A, b):
    accurate(learner.solve(A, b), np.ones(2), digits=8)


@weight(1, "Mixtures of right-hand sides give mixtures of solutions", visible=False)
@given(A=well_conditioned("n"), b=vectors("n"), c=vectors("n"), p=quarters(-3, 3), q=quarters(-3, 3), examples=5)
def test_linear(learner, A, b, c, p, q):
    x, z = (np.asarray(learner.solve(A, each)) for each in (b, c))
    finite(x)
    close(learner.solve(A, p * b + q * c), p * x + q * z, **TOLERANCE)


@weight(1, "The order of the equations does not matter", visible=False)
@given(A=well_conditioned("n"), b=vectors("n"), p=permutations("n"), n=(2, 5), examples=7)
def test_rows(learner, A, b, p):
    x = np.asarray(learner.solve(A, b))
    finite(x)
    close(learner.solve(A[p], b[p]), x, **TOLERANCE)


@weight(1, "Columns in another order give the unknowns in that order", visible=False)
@given(A=well_conditioned("n"), b=vectors("n"), p=permutations("n"), n=(2, 5), examples=7)
def test_columns(learner, A, b, p):
    x = np.asarray(learner.solve(A, b))
    finite(x)
    close(learner.solve(A[:, p], b), x[p], **TOLERANCE)


@weight(
    1,
    "A matrix of small entries is not singular",
    visible=False,
    says="Compare the pivot with the largest entry of `A`, not with $10^{-12}$ itself.",
)
@given(A=well_conditioned("n"), x=vectors("n"), examples=5)
@example(A=[[2.0, 1.0], [1.0, 3.0]], x=[1.0, 2.0])
def test_small_entries(learner, A, x):
    close(learner.solve(1e-15 * A, 1e-15 * A @ x), x, **TOLERANCE)


@weight(
    1,
    "What rounding leaves of a zero pivot is no pivot",
    visible=False,
    says="Rounding leaves a little of a pivot that is $0$. Next to large entries that little is large, but never "
    "in comparison.",
)
def test_rounded_to_singular(learner):
    thirds = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]) / 3
    for size in (1.0, 1e15):
        raises(ValueError, learner.solve, size * thirds, np.array([1.0, 0.0, 0.0]))


@weight(
    1,
    "Whole numbers may have a fractional solution",
    visible=False,
    says="An array of whole numbers cuts fractions off. Convert to float first.",
)
@example(A=[[2, 1], [1, 3]], b=[1, 2], x=[0.2, 0.6])
@example(A=[[4]], b=[2], x=[0.5])
def test_whole_numbers(learner, A, b, x):
    close(learner.solve(A, b), x, **TOLERANCE)


@weight(
    1,
    "The inputs stay as they are, however they lie in memory",
    says="Work on a float copy: `np.array(A, dtype=float)` makes one, `np.asarray` may not.",
)
@given(A=well_conditioned("n"), x=vectors("n"), n=(1, 5), examples=4)
def test_unchanged(learner, A, x):
    close(fresh(learner.solve, A, A @ x), x, **TOLERANCE)
    close(unchanged(learner.solve, A.T, A.T @ x), x, **TOLERANCE)


def answer(learner, A, b):
    """The learner's solution, None when there is none."""
    try:
        return np.asarray(learner.solve(np.array(A), np.array(b)))
    except Exception:
        return None


def fails(learner, A, b, x):
    got = answer(learner, A, b)
    return got is None or not is_close(got, np.array(x), **TOLERANCE)


# Without a swap right too, but a program that swaps does it here; and where nobody has to.
SWAP = ([[1.0, 2.0], [3.0, 4.0]], [5.0, 11.0], [1.0, 2.0])
NO_SWAP = ([[3.0, 4.0], [1.0, 2.0]], [11.0, 5.0], [1.0, 2.0])


@misconception("rows-not-swapped", "The pivot is $0$ although the matrix is invertible. Swap a better row up first.")
def no_swap(learner):
    got = answer(learner, [[0.0, 1.0], [1.0, 0.0]], [3.0, 2.0])
    divides_by_zero = got is None or not np.isfinite(got).all()
    return divides_by_zero and not fails(learner, *SWAP)


@misconception(
    "tiny-pivot-kept",
    "Dividing by $10^{-20}$ swamped the second equation. Take the largest entry in absolute value as pivot.",
)
def tiny_pivot(learner):
    got = answer(learner, [[1e-20, 1.0], [1.0, 1.0]], [1.0, 2.0])
    swaps = not fails(learner, [[0.0, 1.0], [1.0, 0.0]], [3.0, 2.0], [2.0, 3.0])
    return got is not None and is_close(got, np.array([0.0, 1.0])) and swaps


@misconception("signed-pivot", "A large negative number is a good pivot too: compare absolute values, not values.")
def signed_pivot(learner):
    return fails(learner, [[0.0, 1.0], [-1.0, 0.0]], [3.0, -2.0], [2.0, 3.0]) and not fails(
        learner, [[0.0, 1.0], [1.0, 0.0]], [3.0, 2.0], [2.0, 3.0]
    )


@misconception(
    "absolute-threshold",
    "A pivot is too small only in comparison: hold it against $10^{-12}$ times the largest entry of `A`, in "
    "absolute value.",
)
def absolute_threshold(learner):
    small = [[1e-15, 0.0], [0.0, 1e-15]]
    return (
        answer(learner, small, [1e-15, 1e-15]) is None
        and answer(learner, [[1.0, 0.0], [0.0, 1.0]], [1.0, 1.0]) is not None
    )


@misconception(
    "whole-number-copy",
    "The working copy has a type of whole numbers, so fractions were cut off. Convert to float first.",
)
def whole_numbers(learner):
    got = answer(learner, [[2, 1], [1, 3]], [1, 2])
    return (
        got is not None
        and not is_close(got, np.array([0.2, 0.6]))
        and not fails(learner, [[2.0, 1.0], [1.0, 3.0]], [1.0, 2.0], [0.2, 0.6])
    )


@misconception(
    "singular-not-noticed",
    "A singular matrix is answered with numbers. When the best pivot of a column is too small, raise `ValueError`.",
)
def not_noticed(learner):
    got = answer(learner, [[1.0, 2.0], [2.0, 4.0]], [1.0, 2.0])
    solves = not fails(learner, [[0.0, 1.0], [-1.0, 0.0]], [3.0, -2.0], [2.0, 3.0]) and not fails(learner, *NO_SWAP)
    return got is not None and solves


@misconception(
    "right-hand-side-not-swapped",
    "The rows of `A` change places, but their entries of `b` stay behind. An equation moves as a whole.",
)
def b_left_behind(learner):
    got = answer(learner, [[0.0, 1.0], [1.0, 0.0]], [3.0, 2.0])
    return got is not None and is_close(got, np.array([3.0, 2.0]))


@misconception(
    "swap-through-views",
    "`M[k], M[p] = M[p], M[k]` makes both rows the same: they are views, and the first is overwritten before it "
    "is read. "
    "`M[[k, p]] = M[[p, k]]` swaps.",
)
def through_views(learner):
    got = answer(learner, *SWAP[:2])
    return (got is None or not np.isfinite(got).all()) and not fails(learner, *NO_SWAP)


@misconception(
    "pivot-row-counted-from-k",
    "`np.argmax(np.abs(M[k:, k]))` counts from row `k`: the pivot stands in row `k + np.argmax(...)`.",
)
def counted_from_k(learner):
    return fails(learner, [[2.0, 0.0], [0.0, 4.0]], [2.0, 8.0], [1.0, 2.0]) and not fails(
        learner, [[2.0]], [4.0], [2.0]
    )


@misconception(
    "back-substitution-missing",
    "After the elimination the upper rows still hold several unknowns. Solve them from the last row upwards.",
)
def no_back_substitution(learner):
    got = answer(learner, [[2.0, 1.0], [0.0, 1.0]], [5.0, 2.0])
    return got is not None and is_close(got, np.array([2.5, 2.0]))
