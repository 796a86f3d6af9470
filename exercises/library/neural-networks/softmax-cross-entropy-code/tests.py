SOME = np.array([[1.0, 2, -1], [0, 3, 1], [2, 2, 5], [-1, 0, 1]])
RIGHT = np.array([0, 2, 2, 1])


@weight(
    3,
    "The loss is the mean cross-entropy",
    says="Each row: log of the sum of the exponentials, minus the logit of the right class.",
)
@given(Z=matrices("n", "K", elements=floats(-5, 5)), y=labels("n", 60), n=(1, 8), K=(2, 6))
@example(Z=[[0, 1, 2]], y=[2])
def test_loss(learner, reference, Z, y):
    y = y % Z.shape[1]
    loss, _ = learner.softmax_cross_entropy(Z, y)
    close(loss, reference.softmax_cross_entropy(Z, y)[0])


@weight(
    3,
    "The gradient agrees with finite differences of the loss",
    says="A row of the gradient is softmax minus one-hot, divided by the number of rows.",
)
@given(
    Z=matrices("n", "K", elements=floats(-3, 3)),
    D=matrices("n", "K", elements=floats(-1, 1)),
    y=labels("n", 60),
    n=(1, 6),
    K=(2, 5),
    examples=20,
)
@example(Z=[[0, 1], [2, 0]], D=[[1, 0], [0, 0]], y=[0, 0])
def test_gradient(learner, reference, Z, D, y):
    y = y % Z.shape[1]
    _, dZ = learner.softmax_cross_entropy(Z, y)
    h = 1e-5
    up, down = (reference.softmax_cross_entropy(Z + step * D, y)[0] for step in (h, -h))
    same_shape(dZ, Z)
    close(
        (np.asarray(dZ) * D).sum(),
        (up - down) / (2 * h),
        rtol=1e-6,
        atol=1e-8,
        says="The slope of the loss along a direction is the sum of gradient times direction.",
    )


@weight(
    3,
    "Logits of size 10,000 neither overflow nor saturate",
    says="Stay with logarithms: log-sum-exp with the maximum of the row subtracted.",
)
@given(Z=matrices("n", "K"), y=labels("n", 60), size=sampled_from([100, 1000]), n=(1, 8), K=(2, 6))
@example(Z=[[0, 10]], y=[0], size=1000)
def test_large(learner, reference, Z, y, size):
    y = y % Z.shape[1]
    got = learner.softmax_cross_entropy(size * Z, y)
    close(got, reference.softmax_cross_entropy(size * Z, y))


@weight(2, "Adding a constant to a row changes nothing", says="Every row is shifted by its own maximum.")
@given(
    Z=matrices("n", "K"), y=labels("n", 60), shift=vectors("n", elements=integers(-(10**6), 10**6)), n=(1, 6), K=(2, 6)
)
@example(Z=[[0, 1], [1, 0]], y=[0, 1], shift=[0, 1000000])
def test_shift(learner, reference, Z, y, shift):
    y = y % Z.shape[1]
    close(learner.softmax_cross_entropy(Z + shift[:, None], y), reference.softmax_cross_entropy(Z, y))


@weight(1, "Every row of the gradient sums to 0, only the right class is pushed up")
@given(Z=matrices("n", "K"), y=labels("n", 60), n=(1, 8), K=(2, 6), examples=15)
def test_signs(learner, Z, y):
    y = y % Z.shape[1]
    dZ = np.array(learner.softmax_cross_entropy(Z, y)[1])
    close(dZ.sum(axis=1), np.zeros(len(Z)), atol=1e-12)
    right = dZ[np.arange(len(Z)), y]
    check(bool((right < 0).all()), "the entries of the right classes are negative")
    dZ[np.arange(len(Z)), y] = 1
    check(bool((dZ > 0).all()), "all other entries are positive")


@weight(1, "Equal logits give the loss log K; a single class costs nothing")
@given(n=integers(1, 5), K=integers(1, 20), level=floats(-5, 5), examples=10)
def test_equal_logits(learner, n, K, level):
    loss, _ = learner.softmax_cross_entropy(np.full((n, K), level), np.zeros(n, dtype=int))
    close(loss, np.log(K), atol=1e-12)


@weight(1, "The order of the samples does not matter")
@given(Z=matrices("n", "K"), y=labels("n", 60), order=permutations("n"), n=(2, 6), K=(2, 5), examples=10)
def test_order(learner, reference, Z, y, order):
    y = y % Z.shape[1]
    loss, dZ = learner.softmax_cross_entropy(Z, y)
    close(loss, reference.softmax_cross_entropy(Z, y)[0])
    close(learner.softmax_cross_entropy(Z[order], y[order]), (loss, dZ[order]))


@weight(
    1,
    "A batch of one works, an empty one gives loss 0 and an empty gradient",
    says="For an empty batch divide by 1, not by 0.",
)
def test_empty(learner, reference):
    close(learner.softmax_cross_entropy(SOME[:1], RIGHT[:1]), reference.softmax_cross_entropy(SOME[:1], RIGHT[:1]))
    loss, dZ = learner.softmax_cross_entropy(np.zeros((0, 3)), np.zeros(0, dtype=int))
    close(loss, 0.0)
    same_shape(dZ, np.zeros((0, 3)))


@weight(
    1,
    "Integer logits and transposed arrays work, and the logits stay unchanged",
    says="Build a new array with `Z - ...`; `Z -= ...` writes into the caller's.",
)
@given(Z=matrices("n", "K", dtype=int), y=labels("n", 60), n=(2, 5), K=(2, 5), examples=10)
def test_kinds_of_arrays(learner, reference, Z, y):
    y = y % Z.shape[1]
    want = reference.softmax_cross_entropy(Z, y)
    close(unchanged(learner.softmax_cross_entropy, Z, y), want)
    close(unchanged(learner.softmax_cross_entropy, np.asfortranarray(Z.astype(float)), y), want)


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
    return alone and not is_close(learner.softmax_cross_entropy(Z, y)[0], want)


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
