from functools import cache

from mpmath import mp

SOME = np.array([[1.0, 2, -1], [0, 3, 1], [2, 2, 5], [-1, 0, 1]])
RIGHT = np.array([0, 2, 2, 1])


def both(got):
    """Loss and gradient, whether they come as a tuple or as a list."""
    check(isinstance(got, (tuple, list)) and len(got) == 2, "The function returns the pair `(loss, dZ)`.")
    loss, dZ = got
    check(np.ndim(loss) == 0, "The loss comes first and is one number, the mean over all samples.")
    return loss, np.asarray(dZ)


def agrees(got, want, **tolerance):
    """Both parts of the result, one after the other."""
    for mine, theirs in zip(both(got), want):
        close(mine, theirs, **tolerance)


@cache
def precise(rows, classes):
    """The mean cross-entropy computed with 50 digits."""
    with mp.workdps(50):
        losses = [mp.log(sum(mp.exp(z) for z in row)) - row[y] for row, y in zip(rows, classes)]
        return float(sum(losses) / len(losses))


@weight(
    3,
    "The loss is the mean cross-entropy",
    says="Each row: log of the sum of the exponentials, minus the logit of the right class.",
)
@given(Z=matrices("n", "K", elements=floats(-5, 5)), y=labels("n", 60), n=(1, 8), K=(2, 6), examples=20)
@example(Z=[[0.0, 1.0, 2.0]], y=[2])
@example(Z=[[0.0, 1.0], [2.0, 0.0]], y=[0, 0])
def test_loss(learner, reference, Z, y):
    y = y % Z.shape[1]
    loss, _ = both(learner.softmax_cross_entropy(Z, y))
    close(loss, reference.softmax_cross_entropy(Z, y)[0])


@weight(
    3,
    "The gradient agrees with central differences of the loss",
    says="A row of the gradient is softmax minus one-hot, divided by the number of rows.",
)
@given(
    Z=matrices("n", "K", elements=floats(-3, 3)),
    D=matrices("n", "K", elements=floats(-1, 1)),
    y=labels("n", 60),
    n=(1, 6),
    K=(2, 5),
    examples=15,
)
@example(Z=[[0.0, 1.0], [2.0, 0.0]], D=[[1, 0], [0, 0]], y=[0, 0])
def test_gradient(learner, reference, Z, D, y):
    y = y % Z.shape[1]
    _, dZ = both(learner.softmax_cross_entropy(Z, y))
    h = 1e-5
    up, down = (reference.softmax_cross_entropy(Z + step * D, y)[0] for step in (h, -h))
    same_shape(dZ, Z)
    close(
        (dZ * D).sum(),
        (up - down) / (2 * h),
        rtol=1e-6,
        atol=1e-8,
        says="The slope of the loss along a direction is the sum of gradient times direction.",
    )


@weight(
    2,
    "Logits of size 10,000 neither overflow nor make the loss infinite",
    says="Stay with logarithms: log-sum-exp with the maximum of the row subtracted.",
)
@example(Z=[[0.0, 10000.0]], y=[0])
@example(Z=[[-10000.0, 0.0, 10000.0], [0.0, 1.0, 2.0]], y=[0, 0])
def test_large(learner, Z, y):
    loss, dZ = both(learner.softmax_cross_entropy(Z, y))
    finite(loss)
    finite(dZ)
    close(loss, precise(tuple(map(tuple, Z.tolist())), tuple(y.tolist())), rtol=1e-9)


@weight(
    1,
    "An empty batch gives loss 0 and an empty gradient",
    says="For an empty batch divide by 1, not by 0.",
)
def test_empty(learner):
    loss, dZ = both(learner.softmax_cross_entropy(np.zeros((0, 3)), np.zeros(0, dtype=int)))
    close(loss, 0.0)
    same_shape(dZ, np.zeros((0, 3)))


@weight(
    2,
    "Nine digits are right for logits of every size",
    visible=False,
    says="Stay with logarithms: log-sum-exp with the maximum of each row subtracted.",
)
@given(Z=matrices("n", "K"), y=labels("n", 60), size=sampled_from([1, 100, 1000]), n=(1, 6), K=(2, 6), examples=15)
def test_sizes(learner, reference, Z, y, size):
    Z, y = size * Z, y % Z.shape[1]
    loss, dZ = both(learner.softmax_cross_entropy(Z, y))
    want = precise(tuple(map(tuple, Z.tolist())), tuple(y.tolist()))
    close(loss, want, rtol=1e-7, atol=1e-9)
    # Where next to nothing is lost, what is left of two large numbers has fewer digits.
    if want > 0.01:
        accurate(loss, want, digits=9)
    close(dZ, reference.softmax_cross_entropy(Z, y)[1])


@weight(
    1,
    "Adding a constant to a row changes nothing",
    visible=False,
    says="Every row is shifted by its own maximum.",
)
@given(
    Z=matrices("n", "K"),
    y=labels("n", 60),
    shift=vectors("n", elements=integers(-(10**6), 10**6)),
    n=(1, 6),
    K=(2, 6),
    examples=12,
)
@example(Z=[[0.0, 1.0], [1.0, 0.0]], y=[0, 1], shift=[0, 1000000])
def test_shift(learner, Z, y, shift):
    y = y % Z.shape[1]
    want = both(learner.softmax_cross_entropy(Z, y))
    agrees(learner.softmax_cross_entropy(Z + shift[:, None], y), want, rtol=1e-8, atol=1e-8)


@weight(1, "Every row of the gradient sums to 0, and only the right class is pushed up", visible=False)
@given(Z=matrices("n", "K"), y=labels("n", 60), n=(1, 8), K=(2, 6), examples=12)
def test_signs(learner, Z, y):
    y = y % Z.shape[1]
    dZ = np.array(both(learner.softmax_cross_entropy(Z, y))[1])
    close(dZ.sum(axis=1), np.zeros(len(Z)), atol=1e-12)
    right = dZ[np.arange(len(Z)), y]
    check(bool((right < 0).all()), "The entries of the right classes are negative.")
    dZ[np.arange(len(Z)), y] = 1
    check(bool((dZ > 0).all()), "All other entries are positive.")


@weight(1, "The loss is never negative; equal logits give log K, a single class costs nothing", visible=False)
@given(n=integers(1, 5), K=integers(1, 20), level=floats(-5, 5), Z=matrices(3, 4), examples=10)
@example(n=3, K=1, level=2.0, Z=[[0.0, 1.0, 2.0, 3.0]] * 3)
def test_equal_logits(learner, n, K, level, Z):
    loss, dZ = both(learner.softmax_cross_entropy(np.full((n, K), level), np.zeros(n, dtype=int)))
    close(loss, np.log(K), atol=1e-12)
    same_shape(dZ, np.zeros((n, K)))
    check(both(learner.softmax_cross_entropy(Z, np.array([0, 3, 1])))[0] >= -1e-12, "The loss is never negative.")


@weight(1, "The order of the samples does not matter", visible=False)
@given(Z=matrices("n", "K"), y=labels("n", 60), order=permutations("n"), n=(2, 6), K=(2, 5), examples=10)
def test_order(learner, reference, Z, y, order):
    y = y % Z.shape[1]
    loss, dZ = both(learner.softmax_cross_entropy(Z, y))
    close(loss, reference.softmax_cross_entropy(Z, y)[0])
    same_shape(dZ, Z)
    agrees(learner.softmax_cross_entropy(Z[order], y[order]), (loss, dZ[order]))


@weight(
    1,
    "Whole-number logits",
    visible=False,
    says="An array of whole numbers has no room for probabilities. Build a new array with `Z - ...` and `np.exp`.",
)
@given(Z=matrices("n", "K", dtype=int), y=labels("n", 60), n=(1, 5), K=(2, 5), examples=8)
def test_whole_numbers(learner, reference, Z, y):
    y = y % Z.shape[1]
    agrees(learner.softmax_cross_entropy(Z, y), reference.softmax_cross_entropy(Z, y))


@weight(
    1,
    "The logits stay as they are, however they lie in memory",
    says="Build a new array with `Z - ...`; `Z -= ...` writes into the caller's.",
)
@given(Z=matrices("n", "K"), y=labels("n", 60), n=(2, 5), K=(2, 5), examples=6)
def test_unchanged(learner, reference, Z, y):
    y = y % Z.shape[1]
    want = reference.softmax_cross_entropy(Z, y)
    for logits in (Z, np.asfortranarray(Z), np.repeat(Z, 2, axis=1)[:, ::2]):
        agrees(unchanged(learner.softmax_cross_entropy, logits, y), want)


@weight(
    2,
    "No loop over the samples or the classes",
    visible=False,
    says="A loop in Python is a hundred times slower. Sums along `axis=1` and `P[np.arange(n), y]` do all rows "
    "at once.",
)
def test_vectorised(learner, reference):
    agrees(learner.softmax_cross_entropy(SOME, RIGHT), reference.softmax_cross_entropy(SOME, RIGHT))
    few = (np.zeros((2, 3)), np.zeros(2, dtype=int))
    vectorised(learner.softmax_cross_entropy, few, (np.zeros((300, 3)), np.zeros(300, dtype=int)))
    vectorised(learner.softmax_cross_entropy, few, (np.zeros((300, 60)), np.zeros(300, dtype=int)))


@misconception(
    "epsilon-in-the-logarithm",
    "The epsilon inside the logarithm caps the loss at $-\\log \\varepsilon$ and makes it flat just where the "
    "model is most wrong. Log-sum-exp needs no epsilon.",
)
def epsilon(learner):
    loss, _ = learner.softmax_cross_entropy(np.array([[0.0, 600]]), np.array([0]))
    return (
        bool(np.isfinite(loss))
        and 5 < loss < 590
        and is_close(learner.softmax_cross_entropy(SOME[:1], RIGHT[:1])[0], np.log(1 + np.e + np.exp(-2)), rtol=1e-5)
    )


@misconception(
    "one-maximum-for-all",
    "The largest logit of the whole batch is subtracted. A row far below it underflows to 0/0: subtract from "
    "each row the maximum of its own row.",
)
def one_maximum(learner, reference):
    Z, y = np.array([[0.0, 1], [5000, 5001]]), np.array([0, 0])
    want = reference.softmax_cross_entropy(Z, y)[0]
    alone = all(is_close(learner.softmax_cross_entropy(Z[i : i + 1], y[:1])[0], want) for i in (0, 1))
    return alone and not np.isfinite(learner.softmax_cross_entropy(Z, y)[0])


@misconception(
    "gradient-not-averaged",
    "`dZ` is the gradient of the sum of the losses. The loss is a mean, so each row contributes one n-th of "
    "its own gradient.",
)
def not_averaged(learner, reference):
    return is_close(learner.softmax_cross_entropy(SOME, RIGHT)[1], 4 * reference.softmax_cross_entropy(SOME, RIGHT)[1])


@misconception(
    "divided-by-classes-too",
    "`dZ` is divided by the number of classes as well, as a mean over all entries would do. Only the samples "
    "are averaged.",
)
def divided_twice(learner, reference):
    return is_close(
        3 * np.asarray(learner.softmax_cross_entropy(SOME, RIGHT)[1]), reference.softmax_cross_entropy(SOME, RIGHT)[1]
    )


@misconception(
    "one-distribution-for-all",
    "All entries of the batch share one sum here. Each row is a distribution of its own: sum along `axis=1` "
    "with `keepdims=True`.",
)
def one_distribution(learner):
    P = np.exp(SOME) / np.exp(SOME).sum()
    return is_close(learner.softmax_cross_entropy(SOME, RIGHT)[0], -np.log(P[np.arange(4), RIGHT]).mean(), rtol=1e-5)


@misconception(
    "overflow",
    "`np.exp` of a large logit overflows. Subtract the maximum of the row first; the softmax does not notice.",
)
def overflow(learner, reference):
    loss, dZ = learner.softmax_cross_entropy(np.array([[0.0, 2000]]), np.array([1]))
    moderate = is_close(learner.softmax_cross_entropy(SOME, RIGHT)[0], reference.softmax_cross_entropy(SOME, RIGHT)[0])
    return moderate and not (np.isfinite(loss) and np.isfinite(dZ).all())


@misconception(
    "whole-number-array",
    "The result is written into an array of whole numbers, which has no room for fractions. Build a new array of "
    "floats.",
)
def whole_numbers(learner, reference):
    Z, y = SOME.astype(int), RIGHT
    want = reference.softmax_cross_entropy(SOME, RIGHT)[1]
    if not is_close(learner.softmax_cross_entropy(SOME, RIGHT)[1], want):
        return False
    try:
        return not is_close(learner.softmax_cross_entropy(Z, y)[1], want)
    except Exception as raised:
        return "cast" in str(raised)


@misconception(
    "right-class-forgotten",
    "`dZ` holds the probabilities. From that of the right class $1$ is to be subtracted: `P[np.arange(n), y] -= 1`.",
)
def probabilities_only(learner, reference):
    got, want = (
        np.asarray(f(SOME, RIGHT)[1]) for f in (learner.softmax_cross_entropy, reference.softmax_cross_entropy)
    )
    onehot = np.eye(3)[RIGHT]
    return is_close(got, want + onehot / 4) or is_close(got, 4 * want + onehot)


@misconception(
    "columns-for-rows",
    "The sums run down the columns. The classes of a sample stand in its row: sum along `axis=1` with `keepdims=True`.",
)
def columns(learner):
    S = SOME[:3]
    P = np.exp(S) / np.exp(S).sum(axis=0)
    return is_close(
        learner.softmax_cross_entropy(S, RIGHT[:3])[0], -np.log(P[np.arange(3), RIGHT[:3]]).mean(), rtol=1e-5
    )


@misconception(
    "whole-columns-changed",
    "`dZ[:, y]` takes whole columns. One entry in each row is `dZ[np.arange(n), y]`.",
)
def whole_columns(learner, reference):
    _, want = reference.softmax_cross_entropy(SOME, RIGHT)
    P = want + np.eye(3)[RIGHT] / 4
    P[:, RIGHT] -= 1 / 4
    return is_close(learner.softmax_cross_entropy(SOME, RIGHT)[1], P)
