# Two examples and two outputs: with n = m a bias added as a column does not raise but is wrong.
SQUARE = {"X": [[1.0, 2.0], [0.0, 1.0]], "W": [[1.0, 0.0], [3.0, 1.0]], "b": [10.0, 20.0]}
WIDE = {"X": [[1.0, 2.0]], "W": [[1.0, 0.0, 2.0], [0.0, 1.0, 1.0]], "b": [0.5, 0.0, -1.0]}
SIZES = {"d": (1, 6), "m": (1, 6), "examples": 12}


@weight(2, "Agrees with XW + b")
@given(X=matrices("n", "d"), W=matrices("d", "m"), b=vectors("m"), n=(1, 6), d=(1, 6), m=(1, 6), examples=20)
@example(**SQUARE)
@example(**WIDE)
def test_value(learner, reference, X, W, b):
    close(learner.affine(X, W, b), reference.affine(X, W, b))


@weight(
    1, "A single example of shape (d,) gives shape (m,)", says="Do not ask for two axes: `X @ W` takes one as well."
)
@given(x=vectors("d"), W=matrices("d", "m"), b=vectors("m"), **SIZES)
@example(x=[1.0, 2.0], W=[[1.0, 0.0], [3.0, 1.0]], b=[10.0, 20.0])
def test_single_example(learner, reference, x, W, b):
    close(learner.affine(x, W, b), reference.affine(x, W, b))


@weight(
    1,
    "An empty batch gives an empty result of shape (0, m)",
    says="Nothing special is needed: the product of shapes `(0, d)` and `(d, m)` has shape `(0, m)`.",
)
def test_empty(learner):
    close(learner.affine(np.zeros((0, 2)), np.ones((2, 3)), np.arange(3.0)), np.zeros((0, 3)))


@weight(
    1,
    "Every row is treated as if it were alone",
    visible=False,
    says="Row `i` of the result must be what `X[i]` alone gives, also in a batch of one.",
)
@given(X=matrices("n", "d"), W=matrices("d", "m"), b=vectors("m"), n=(1, 4), **SIZES)
def test_rows(learner, X, W, b):
    batch = np.asarray(learner.affine(X, W, b))
    same_shape(batch, np.zeros((len(X), len(b))))
    for i, x in enumerate(X):
        close(learner.affine(x, W, b), batch[i])


@weight(1, "Examples in another order give the same rows in that order", visible=False)
@given(X=matrices("n", "d"), W=matrices("d", "m"), b=vectors("m"), p=permutations("n"), n=(2, 6), **SIZES)
def test_order(learner, X, W, b, p):
    batch = np.asarray(learner.affine(X, W, b))
    same_shape(batch, np.zeros((len(X), len(b))))
    close(learner.affine(X[p], W, b), batch[p])


@weight(
    1,
    "Without its biases every row loses exactly b",
    visible=False,
    says="Each output has its own bias, the same for all examples.",
)
@given(X=matrices("n", "d"), W=matrices("d", "n"), b=vectors("n"), n=(2, 6), d=(1, 6), examples=12)
def test_biases(learner, X, W, b):
    # As many outputs as examples: nothing raises when the two are mistaken for each other.
    without = np.asarray(learner.affine(X, W, 0 * b))
    close(np.asarray(learner.affine(X, W, b)) - without, np.tile(b, (len(X), 1)))


@weight(1, "Two layers without activation are one layer", visible=False)
@given(X=matrices("n", "d"), W=matrices("d", "m"), b=vectors("m"), V=matrices("m", "k"), c=vectors("k"), **SIZES)
def test_two_layers(learner, X, W, b, V, c):
    hidden = np.asarray(learner.affine(X, W, b))
    close(learner.affine(hidden, V, c), learner.affine(X, W @ V, b @ V + c))


@weight(
    1,
    "Whole-number features take fractional biases",
    visible=False,
    says="`Z += b` keeps the type of `Z`. `Z + b` makes a new array of a type that fits.",
)
@given(X=matrices("n", "d", dtype=int), W=matrices("d", "m", dtype=int), b=vectors("m"), n=(1, 4), **SIZES)
@example(X=[[1, 2], [3, 4]], W=[[1, 0], [0, 1]], b=[0.5, 0.25])
def test_whole_numbers(learner, reference, X, W, b):
    close(learner.affine(X, W, b), reference.affine(X, W, b))


@weight(1, "The inputs stay as they are, however they lie in memory")
@given(X=matrices("n", "d"), W=matrices("d", "m"), b=vectors("m"), n=(1, 4), d=(1, 6), m=(1, 6), examples=6)
def test_unchanged(learner, reference, X, W, b):
    every_second = np.repeat(X, 2, axis=1)[:, ::2]
    for features in (X, every_second, X[0]):
        close(unchanged(learner.affine, features, W, b), reference.affine(features, W, b))


@weight(
    2,
    "No loop over the examples",
    visible=False,
    says="A loop in Python is a hundred times slower. `X @ W` multiplies all examples at once.",
)
def test_vectorised(learner):
    W, b = np.ones((3, 2)), np.arange(2.0)
    close(learner.affine(np.ones((4, 3)), W, b), np.tile(3 + b, (4, 1)))
    vectorised(learner.affine, (np.ones((2, 3)), W, b), (np.ones((300, 3)), W, b))


X, W, B = np.array([[1.0, 2], [3, 4]]), np.array([[1.0, 2], [0, 1]]), np.array([10.0, 20])


@misconception(
    "one-bias-an-example",
    "Each output has its own bias, the same for all examples: `b` runs along the columns. As a column of shape "
    "`(m, 1)` "
    "it is silently spread over the examples.",
)
def bias_as_column(learner):
    return is_close(learner.affine(X, W, B), X @ W + B[:, None])


@misconception("examples-in-columns", "Examples stay in rows: the result has one row for each example, shape `(n, m)`.")
def transposed(learner):
    return is_close(learner.affine(X, W, B), (X @ W + B).T)


@misconception("biases-left-out", "The biases are missing: the result is $XW$ alone.")
def no_biases(learner):
    return is_close(learner.affine(X, W, B), X @ W)


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


@misconception(
    "axis-of-length-one-lost",
    "A batch of one example is still a batch: its result has shape `(1, m)`. `squeeze` takes away every axis of "
    "length $1$.",
)
def squeezed(learner):
    alone = learner.affine(X[:1], W, B)
    return np.shape(alone) == (2,) and is_close(learner.affine(X, W, B), X @ W + B)


@misconception(
    "single-example-as-batch",
    "A single example of shape `(d,)` is turned into a batch of one, and the result stays one, of shape `(1, m)`.",
)
def single_as_batch(learner):
    return np.shape(learner.affine(X[0], W, B)) == (1, 2)


@misconception(
    "product-by-entries",
    "`X * W` multiplies entry by entry, and NumPy stretches what does not fit. The matrix product is `X @ W`.",
)
def by_entries(learner):
    return is_close(learner.affine(X, W, B), X * W + B)


@misconception("weights-transposed", "The weights are transposed: input `i` meets row `i` of `W`, as in `X @ W`.")
def weights_transposed(learner):
    return is_close(learner.affine(X, W, B), X @ W.T + B)
