NAMES = ("loss", "dW1", "db1", "dW2", "db2")


@composite
def networks(draw):
    """A seeded network: pairwise different d, h, k, weights that keep tanh away from saturation."""
    d, h, k = draw(sampled_from([(2, 3, 4), (3, 2, 1), (1, 4, 2), (4, 1, 3), (3, 5, 2), (6, 4, 5)]))
    n = draw(sampled_from([1, 2, 5, 20]))
    rng = np.random.default_rng(draw(integers(0, 10**6)))
    shapes = ((d, h), (h,), (h, k), (k,), (n, d), (n, k))
    W1, b1, W2, b2, X, Y = (np.round(0.5 * rng.standard_normal(shape), 2) for shape in shapes)
    return W1, b1, W2, b2, 2 * X, Y


def example_network(n=4, d=3, h=2, k=5):
    rng = np.random.default_rng(1)
    shapes = ((d, h), (h,), (h, k), (k,), (n, d), (n, k))
    return tuple(np.round(rng.standard_normal(shape), 1) for shape in shapes)


def small_network():
    """Two samples, one feature, two hidden units, one output: small enough to follow by hand."""
    numbers = ([[1, -1]], [0, 0.5], [[1], [2]], [0.5], [[1], [2]], [[1], [0]])
    return tuple(np.array(each, dtype=float) for each in numbers)


def five(got):
    """The loss and the four gradients, whether they come as a tuple or as a list."""
    check(
        isinstance(got, (tuple, list)) and len(got) == 5,
        "The function returns `(loss, dW1, db1, dW2, db2)`, in this order.",
    )
    check(np.ndim(got[0]) == 0, "The loss is one number.")
    return got[0], *map(np.asarray, got[1:])


def agrees(got, want, **tolerance):
    for mine, theirs in zip(five(got), want):
        close(mine, theirs, **tolerance)


def same_one(name, learner, reference, network):
    """One item of the result agrees."""
    place = NAMES.index(name)
    close(five(learner.two_layer(*network))[place], reference.two_layer(*network)[place])


@weight(2, "The loss is right", says="The sum of the squares of all entries of $\\hat{Y} - Y$, divided by $2n$.")
@given(network=networks(), examples=12)
@example(network=small_network())
def test_loss(learner, reference, network):
    same_one("loss", learner, reference, network)


@weight(
    2,
    "The gradient of W2 is right",
    says="$W_2$ meets $H$ on the way forward, so its gradient is $H^\\top$ times the error at the output.",
)
@given(network=networks(), examples=8)
def test_dW2(learner, reference, network):
    same_one("dW2", learner, reference, network)


@weight(
    1,
    "The gradient of b2 is right",
    says="The column sums of the error at the output, of shape $(k,)$.",
)
@given(network=networks(), examples=8)
def test_db2(learner, reference, network):
    same_one("db2", learner, reference, network)


@weight(
    3,
    "The gradient of W1 is right",
    says="Back through $W_2^\\top$, then entry by entry through the slope of tanh, then $X^\\top$.",
)
@given(network=networks(), examples=8)
@example(network=small_network())
def test_dW1(learner, reference, network):
    same_one("dW1", learner, reference, network)


@weight(
    1,
    "The gradient of b1 is right",
    says="The column sums of what arrives at the hidden units, of shape $(h,)$.",
)
@given(network=networks(), examples=8)
def test_db1(learner, reference, network):
    same_one("db1", learner, reference, network)


@weight(
    1,
    "All gradients agree with central differences of the loss",
    visible=False,
    says="Move one parameter by a little in both directions and compare the two losses: which gradient disagrees?",
)
@given(network=networks(), seed=integers(0, 100), examples=8)
def test_central_differences(learner, reference, network, seed):
    h, rng = 1e-5, np.random.default_rng(seed)
    *parameters, X, Y = network
    gradients = five(learner.two_layer(*network))[1:]
    for place, (gradient, parameter) in enumerate(zip(gradients, parameters)):
        same_shape(gradient, parameter)
        direction = rng.standard_normal(parameter.shape)
        losses = []
        for step in (h, -h):
            moved = [each + step * direction if i == place else each for i, each in enumerate(parameters)]
            losses.append(reference.two_layer(*moved, X, Y)[0])
        close((gradient * direction).sum(), (losses[0] - losses[1]) / (2 * h), rtol=1e-5, atol=1e-7)


@weight(1, "A small step against the gradient lowers the loss", visible=False)
@given(network=networks(), examples=8)
def test_descent(learner, reference, network):
    _, *gradients = five(learner.two_layer(*network))
    assume(max(np.abs(g).max() for g in reference.two_layer(*network)[1:]) > 1e-2)
    moved = [value - 1e-4 * g for value, g in zip(network, gradients)]
    check(
        reference.two_layer(*moved, *network[4:])[0] < reference.two_layer(*network)[0],
        "The loss is smaller after the step.",
    )


@weight(1, "Renumbering the hidden units renumbers their gradients", visible=False)
@given(network=networks(), seed=integers(0, 100), examples=6)
def test_permutation(learner, reference, network, seed):
    W1, b1, W2, b2, X, Y = network
    order = np.random.default_rng(seed).permutation(len(b1))
    loss, dW1, db1, dW2, db2 = five(learner.two_layer(*network))
    close(loss, reference.two_layer(*network)[0])
    renumbered = learner.two_layer(W1[:, order], b1[order], W2[order], b2, X, Y)
    agrees(renumbered, (loss, dW1[:, order], db1[order], dW2[order], db2), atol=1e-12)


@weight(1, "A perfect prediction has loss 0 and gradients 0, any other a positive loss", visible=False)
@given(network=networks(), examples=6)
def test_perfect(learner, network):
    W1, b1, W2, b2, X, _ = network
    perfect = np.tanh(X @ W1 + b1) @ W2 + b2
    check(five(learner.two_layer(W1, b1, W2, b2, X, perfect + 1))[0] > 0, "The loss of a wrong prediction is positive.")
    nothing = (0.0, *(np.zeros(value.shape) for value in network[:4]))
    agrees(learner.two_layer(W1, b1, W2, b2, X, perfect), nothing, atol=1e-12)


@weight(
    1,
    "The same batch twice gives the same loss and gradients",
    visible=False,
    says="Loss and gradients are means over the samples.",
)
@given(network=networks(), examples=6)
def test_twice(learner, reference, network):
    *parameters, X, Y = network
    once = five(learner.two_layer(*network))
    close(once[0], reference.two_layer(*network)[0])
    agrees(learner.two_layer(*parameters, np.vstack([X, X]), np.vstack([Y, Y])), once, atol=1e-12)


@weight(
    1,
    "A network with one output keeps its targets as a column",
    visible=False,
    says="With one output `Y` has shape `(n, 1)`. A flattened `Y` of shape `(n,)` would be subtracted from every row.",
)
def test_one_output(learner, reference):
    network = example_network(n=4, d=3, h=2, k=1)
    agrees(learner.two_layer(*network), reference.two_layer(*network))


@weight(
    1,
    "The arrays stay as they are, however they lie in memory",
    says="`Y -= ...` writes into the caller's array; `... - Y` makes a new one.",
)
def test_unchanged(learner, reference):
    W1, b1, W2, b2, X, Y = example_network(n=4, d=3, h=2, k=1)
    for features in (X, np.asfortranarray(X), np.repeat(X, 2, axis=1)[:, ::2]):
        network = (W1, b1, W2, b2, features, Y)
        agrees(unchanged(learner.two_layer, *network), reference.two_layer(*network))


@weight(
    1,
    "Whole-number features and targets",
    visible=False,
    says="An array of whole numbers has no room for fractions: `... - Y` makes a new array, `Y -= ...` does not.",
)
def test_whole_numbers(learner, reference):
    W1, b1, W2, b2, X, Y = example_network(n=4, d=3, h=2, k=2)
    network = (W1, b1, W2, b2, np.round(3 * X).astype(int), np.round(3 * Y).astype(int))
    agrees(learner.two_layer(*network), reference.two_layer(*network))


@weight(
    2,
    "No loop over samples or units",
    visible=False,
    says="A loop in Python is a hundred times slower. Matrix products do all samples and units at once.",
)
def test_vectorised(learner, reference):
    few = example_network(n=3, d=3, h=2, k=2)
    agrees(learner.two_layer(*few), reference.two_layer(*few))
    for sizes in ({"n": 300, "h": 2}, {"n": 3, "h": 200}):
        vectorised(learner.two_layer, few, example_network(d=3, k=2, **sizes))


def parts(network):
    W1, b1, W2, b2, X, Y = network
    H = np.tanh(X @ W1 + b1)
    E = (H @ W2 + b2 - Y) / len(X)
    return H, E


@misconception(
    "slope-of-tanh-missing",
    "The derivative of tanh is missing on the way back. `dW1` is then nearly right only while all hidden "
    "values are close to 0.",
)
def no_slope(learner):
    network = example_network()
    _, E = parts(network)
    return is_close(learner.two_layer(*network)[1], network[4].T @ (E @ network[2].T))


@misconception(
    "slope-at-the-wrong-place",
    "The slope of tanh at the pre-activation $Z$ is $1 - \\tanh(Z)^2$, and $\\tanh(Z)$ is $H$ already. So it "
    "is the squares of $H$ that are subtracted, not those of $Z$ or of $\\tanh(H)$.",
)
def wrong_place(learner):
    network = example_network()
    W1, b1, W2, _, X, _ = network
    H, E = parts(network)
    got = learner.two_layer(*network)[1]
    return any(is_close(got, X.T @ ((E @ W2.T) * (1 - V**2))) for V in (np.tanh(H), X @ W1 + b1))


@misconception(
    "tanh-at-the-output",
    "The error is multiplied with a slope of tanh at the output as well. The output layer is linear, its slope is 1.",
)
def slope_at_output(learner):
    network = example_network()
    H, E = parts(network)
    predicted = H @ network[2] + network[3]
    got = learner.two_layer(*network)[3]
    return any(is_close(got, H.T @ (E * (1 - V**2))) for V in (predicted, np.tanh(predicted)))


@misconception(
    "averaged-twice",
    "The $\\frac{1}{n}$ is inside the error already; taking the mean for a bias divides by $n$ a second time. "
    "Sum over the rows.",
)
def averaged_twice(learner, reference):
    network = example_network()
    got, want = learner.two_layer(*network), reference.two_layer(*network)
    return is_close(got[3], want[3]) and any(is_close(4 * np.asarray(got[i]), want[i]) for i in (2, 4))


@misconception(
    "averaged-over-outputs",
    "The loss divides by $2n$ only, the outputs are summed. A mean over all entries divides by $k$ too.",
)
def averaged_over_outputs(learner, reference):
    network = example_network()
    return is_close(5 * learner.two_layer(*network)[0], reference.two_layer(*network)[0])


@misconception(
    "biases-as-rows",
    "A gradient has exactly the shape of its parameter. Here the gradient of a bias has shape $(1, k)$ where "
    "the bias has $(k,)$.",
)
def biases_as_rows(learner):
    network = example_network()
    return np.shape(learner.two_layer(*network)[4]) == (1, 5)


@misconception(
    "flattened-targets",
    "With one output the targets are flattened to shape $(n,)$. Subtracting that from predictions of shape "
    "$(n, 1)$ makes an $(n, n)$ table of all differences; keep $Y$ as a column.",
)
def flattened_targets(learner, reference):
    wide, narrow = example_network(k=5), example_network(k=1)
    if not is_close(learner.two_layer(*wide), reference.two_layer(*wide)):
        return False
    raises(ValueError, learner.two_layer, *narrow)
    return True


@misconception(
    "gradient-not-averaged",
    "The gradients belong to the sum over the samples. The loss is a mean, so each sample contributes one n-th.",
)
def not_averaged(learner, reference):
    network = example_network()
    return is_close(learner.two_layer(*network)[3], 4 * np.asarray(reference.two_layer(*network)[3]))


@misconception(
    "transposed-gradient",
    "A gradient has the shape of its parameter. Yours is transposed: in $H^\\top E$ the samples meet, and $H$ "
    "comes first.",
)
def transposed(learner, reference):
    network = example_network()
    got, want = learner.two_layer(*network), reference.two_layer(*network)
    return any(is_close(np.asarray(got[i]).T, want[i]) for i in (1, 3))


@misconception(
    "error-the-wrong-way-round",
    "All gradients have the wrong sign: the error is prediction minus target, $\\hat{Y} - Y$.",
)
def wrong_way(learner, reference):
    network = example_network()
    got, want = learner.two_layer(*network), reference.two_layer(*network)
    return all(is_close(-np.asarray(got[i]), want[i]) for i in (1, 2, 3, 4))


@misconception(
    "another-order", "The gradients come in another order than is asked for: `return loss, dW1, db1, dW2, db2`."
)
def another_order(learner, reference):
    network = example_network()
    got, want = learner.two_layer(*network), reference.two_layer(*network)
    return is_close(got[1], want[3]) or is_close(got[1], want[2])


@misconception(
    "biases-summed-over-units",
    "The gradient of a bias is summed over the units of each sample. A bias serves all samples: sum over these, "
    "`axis=0`.",
)
def summed_over_units(learner):
    got = learner.two_layer(*example_network())
    return np.shape(got[2]) == (4,) or np.shape(got[4]) == (4,)


@misconception(
    "biases-left-out", "The biases are missing on the way forward: $XW_1 + \\mathbf{b}_1$ and $HW_2 + \\mathbf{b}_2$."
)
def biases_left_out(learner, reference):
    W1, b1, W2, b2, X, Y = example_network()
    got = learner.two_layer(W1, b1, W2, b2, X, Y)[0]
    without = [(0 * b1, 0 * b2), (b1, 0 * b2), (0 * b1, b2)]
    return any(is_close(got, reference.two_layer(W1, first, W2, second, X, Y)[0]) for first, second in without)


@misconception("half-left-out", "The loss is twice as large as it is to be: the sum of squares is divided by $2n$.")
def no_half(learner, reference):
    network = example_network()
    return is_close(learner.two_layer(*network)[0], 2 * reference.two_layer(*network)[0])


@misconception(
    "gradients-doubled",
    "The gradients are twice as large as they are to be: the $\\frac{1}{2}$ of the loss cancels the $2$.",
)
def doubled(learner, reference):
    network = example_network()
    got, want = learner.two_layer(*network), reference.two_layer(*network)
    return all(is_close(got[i], 2 * want[i]) for i in (1, 2, 3, 4))
