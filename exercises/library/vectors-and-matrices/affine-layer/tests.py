# Sizes that differ: with n = m a bias added as a column does not raise but is wrong.
SQUARE = {"X": [[1.0, 2.0], [0.0, 1.0]], "W": [[1.0, 0.0], [3.0, 1.0]], "b": [10.0, 20.0]}


@weight(2, "Agrees with XW + b")
@given(X=matrices("n", "d"), W=matrices("d", "m"), b=vectors("m"))
@example(**SQUARE)
@example(X=[[1.0, 2.0]], W=[[1.0, 0.0, 2.0], [0.0, 1.0, 1.0]], b=[0.5, 0.0, -1.0])
def test_value(learner, reference, X, W, b):
    close(learner.affine(X, W, b), reference.affine(X, W, b))


@weight(1, "Every row is treated as if it were alone", says="A single example of shape `(d,)` gives shape `(m,)`.")
@given(X=matrices("n", "d"), W=matrices("d", "m"), b=vectors("m"))
@example(**SQUARE)
def test_single_examples(learner, X, W, b):
    batch = learner.affine(X, W, b)
    for i, x in enumerate(X):
        close(learner.affine(x, W, b), batch[i])


@weight(1, "Examples in another order give the same rows in that order")
@given(X=matrices("n", "d"), W=matrices("d", "m"), b=vectors("m"), p=permutations("n"))
@example(**SQUARE, p=[1, 0])
def test_order(learner, X, W, b, p):
    batch = learner.affine(X, W, b)
    close(learner.affine(X[p], W, b), batch[p])


@weight(1, "Without its biases every row loses exactly b")
@given(X=matrices("n", "d"), W=matrices("d", "m"), b=vectors("m"))
@example(**SQUARE)
def test_biases(learner, X, W, b):
    without = learner.affine(X, W, 0 * b)
    close(learner.affine(X, W, b), without + b)


@weight(1, "Two layers without activation are one layer")
@given(X=matrices("n", "d"), W=matrices("d", "m"), b=vectors("m"), V=matrices("m", "k"), c=vectors("k"))
def test_two_layers(learner, X, W, b, V, c):
    hidden = learner.affine(X, W, b)
    close(learner.affine(hidden, V, c), learner.affine(X, W @ V, b @ V + c))


@weight(1, "An empty batch gives an empty result of shape (0, m)")
def test_empty(learner):
    close(learner.affine(np.zeros((0, 2)), np.ones((2, 3)), np.arange(3.0)), np.zeros((0, 3)))


@weight(
    1,
    "Whole-number features take fractional biases",
    says="`Z += b` keeps the type of `Z`. `Z + b` makes a new array of a type that fits.",
)
@given(X=matrices("n", "d", dtype=int), W=matrices("d", "m", dtype=int), b=vectors("m"))
@example(X=[[1, 2], [3, 4]], W=[[1, 0], [0, 1]], b=[0.5, 0.25])
def test_whole_numbers(learner, reference, X, W, b):
    close(learner.affine(X, W, b), reference.affine(X, W, b))


@weight(1, "The inputs stay as they are")
@given(X=matrices("n", "d"), W=matrices("d", "m"), b=vectors("m"))
def test_unchanged(learner, reference, X, W, b):
    close(unchanged(learner.affine, X, W, b), reference.affine(X, W, b))
    every_second = np.repeat(X, 2, axis=1)[:, ::2]
    close(unchanged(learner.affine, every_second, W, b), reference.affine(X, W, b))


X, W, B = np.array([[1.0, 2], [3, 4]]), np.array([[1.0, 2], [0, 1]]), np.array([10.0, 20])


@misconception(
    "one-bias-an-example", "Each output has its own bias, the same for all examples: `b` runs along the columns."
)
def bias_as_column(learner):
    return is_close(learner.affine(X, W, B), X @ W + B[:, None])


@misconception("examples-in-columns", "Examples stay in rows: the result has one row for each example, shape `(n, m)`.")
def transposed(learner):
    return is_close(learner.affine(X, W, B), (X @ W + B).T)


@misconception(
    "whole-number-type-kept",
    "The result keeps the type of whole numbers, and fractional biases do not fit in. `X @ W + b` makes a new array.",
)
def in_place(learner):
    if not is_close(learner.affine(X, W, B), X @ W + B):
        return False
    try:
        got = learner.affine(X.astype(int), W.astype(int), B + 0.5)
    except Exception as raised:
        return "Cast" in str(raised) or "cast" in str(raised)
    return is_close(got, X @ W + B)
