TOLERANCE = {"rtol": 1e-8, "atol": 1e-8}


@weight(2, "The solution fulfils all equations")
@given(A=well_conditioned("n"), x=vectors("n"), n=(1, 8))
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


@weight(1, "A tiny number in the pivot's place", says="Take the largest entry in absolute value as pivot.")
@example(A=[[1e-20, 1.0], [1.0, 1.0]], b=[1.0, 2.0])
@example(A=[[1e-20, 1.0], [-1.0, 1.0]], b=[1.0, 0.0])
def test_tiny_pivot(learner, A, b):
    close(learner.solve(A, b), [1.0, 1.0], **TOLERANCE)


@weight(1, "Mixtures of right-hand sides give mixtures of solutions")
@given(A=well_conditioned("n"), b=vectors("n"), c=vectors("n"))
def test_linear(learner, A, b, c):
    apart = 2 * learner.solve(A, b) + 3 * learner.solve(A, c)
    close(learner.solve(A, 2 * b + 3 * c), apart, **TOLERANCE)


@weight(1, "The order of the equations does not matter")
@given(A=well_conditioned("n"), b=vectors("n"), p=permutations("n"))
def test_rows(learner, A, b, p):
    x = learner.solve(A, b)
    close(learner.solve(A[p], b[p]), x, **TOLERANCE)


@weight(1, "Columns in another order give the unknowns in that order")
@given(A=well_conditioned("n"), b=vectors("n"), p=permutations("n"))
def test_columns(learner, A, b, p):
    x = learner.solve(A, b)
    close(learner.solve(A[:, p], b), x[p], **TOLERANCE)


@weight(
    1,
    "A matrix of small entries is not singular",
    says="Compare the pivot with the largest entry of `A`, not with $10^{-12}$ itself.",
)
@given(A=well_conditioned("n"), x=vectors("n"))
@example(A=[[2.0, 1.0], [1.0, 3.0]], x=[1.0, 2.0])
def test_small_entries(learner, A, x):
    A = 1e-15 * A
    close(learner.solve(A, A @ x), x, **TOLERANCE)


@weight(
    1,
    "Whole numbers may have a fractional solution",
    says="An array of whole numbers cuts fractions off. Convert to float first.",
)
@example(A=[[2, 1], [1, 3]], b=[1, 2], x=[0.2, 0.6])
@example(A=[[4]], b=[2], x=[0.5])
def test_whole_numbers(learner, A, b, x):
    close(learner.solve(A, b), x, **TOLERANCE)


@weight(1, "Singular matrices raise ValueError")
@example(A=[[1, 2], [2, 4]], b=[1, 2])
@example(A=[[0.0, 0.0], [0.0, 0.0]], b=[1.0, 2.0])
@example(A=[[1, 2, 3], [4, 5, 6], [7, 8, 9]], b=[1, 0, 0])
@example(A=[[0]], b=[1])
def test_singular(learner, A, b):
    raises(ValueError, learner.solve, A, b)


@weight(1, "The inputs stay as they are")
@given(A=well_conditioned("n"), x=vectors("n"))
def test_unchanged(learner, A, x):
    close(unchanged(learner.solve, A, A @ x), x, **TOLERANCE)
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


@misconception("rows-not-swapped", "The pivot is $0$ although the matrix is invertible. Swap a better row up first.")
def no_swap(learner):
    return fails(learner, [[0.0, 1.0], [1.0, 0.0]], [3.0, 2.0], [2.0, 3.0]) and not fails(
        learner, [[2.0, 1.0], [1.0, 3.0]], [3.0, 4.0], [1.0, 1.0]
    )


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
    "A pivot is too small only in comparison: hold it against $10^{-12}$ times the largest entry of `A`.",
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
