SMALL = floats(-1, 1)
PARAMETERS = ("W1", "b1", "W2", "b2")


@composite
def networks(draw):
    """A seeded network: pairwise different d, h, k, weights that keep tanh away from saturation."""
    d, h, k = draw(sampled_from([(2, 3, 4), (3, 2, 1), (1, 4, 2), (4, 1, 3), (3, 5, 2)]))
    n = draw(sampled_from([1, 2, 5, 6]))
    rng = np.random.default_rng(draw(integers(0, 10**6)))
    shapes = ((d, h), (h,), (h, k), (k,), (n, d), (n, k))
    W1, b1, W2, b2, X, Y = (np.round(0.5 * rng.standard_normal(shape), 2) for shape in shapes)
    return W1, b1, W2, b2, 2 * X, Y


def example_network(n=4, d=3, h=2, k=5):
    rng = np.random.default_rng(1)
    shapes = ((d, h), (h,), (h, k), (k,), (n, d), (n, k))
    return tuple(np.round(rng.standard_normal(shape), 1) for shape in shapes)


def slope(reference, network, place, h=1e-5):
    """Gradient of the true loss by one parameter, by central differences."""
    values = [np.array(value) for value in network]
    gradient = np.zeros(values[place].shape)
    for index in np.ndindex(gradient.shape):
        old = values[place][index]
        losses = []
        for moved in (old + h, old - h):
            values[place][index] = moved
            losses.append(reference.two_layer(*values)[0])
        values[place][index] = old
        gradient[index] = (losses[0] - losses[1]) / (2 * h)
    return gradient


@weight(2, "The loss is right", says="The sum of the squares of all entries of Ŷ - Y, divided by 2n.")
@given(network=networks(), examples=12)
def test_loss(learner, reference, network):
    close(learner.two_layer(*network)[0], reference.two_layer(*network)[0])


@weight(
    2,
    "The gradient of W2 agrees with finite differences",
    says="W2 meets H on the way forward, so its gradient is Hᵀ times the error at the output.",
)
@given(network=networks(), examples=8)
def test_dW2(learner, reference, network):
    close(learner.two_layer(*network)[3], slope(reference, network, 2), rtol=1e-5, atol=1e-7)


@weight(
    1,
    "The gradient of b2 agrees with finite differences",
    says="The column sums of the error at the output, of shape (k,).",
)
@given(network=networks(), examples=8)
def test_db2(learner, reference, network):
    close(learner.two_layer(*network)[4], slope(reference, network, 3), rtol=1e-5, atol=1e-7)


@weight(
    3,
    "The gradient of W1 agrees with finite differences",
    says="Back through W2ᵀ, then entry by entry through the slope of tanh, then Xᵀ.",
)
@given(network=networks(), examples=8)
def test_dW1(learner, reference, network):
    close(learner.two_layer(*network)[1], slope(reference, network, 0), rtol=1e-5, atol=1e-7)


@weight(
    1,
    "The gradient of b1 agrees with finite differences",
    says="The column sums of what arrives at the hidden units, of shape (h,).",
)
@given(network=networks(), examples=8)
def test_db1(learner, reference, network):
    close(learner.two_layer(*network)[2], slope(reference, network, 1), rtol=1e-5, atol=1e-7)


@weight(1, "A small step against the gradient lowers the loss")
@given(network=networks(), examples=8)
def test_descent(learner, reference, network):
    loss, *gradients = learner.two_layer(*network)
    assume(max(np.abs(g).max() for g in reference.two_layer(*network)[1:]) > 1e-2)
    moved = [value - 1e-4 * np.asarray(g) for value, g in zip(network, gradients)]
    check(
        reference.two_layer(*moved, *network[4:])[0] < reference.two_layer(*network)[0],
        "the loss is smaller after the step",
    )


@weight(1, "Renumbering the hidden units renumbers their gradients")
@given(network=networks(), seed=integers(0, 100), examples=6)
def test_permutation(learner, reference, network, seed):
    W1, b1, W2, b2, X, Y = network
    order = np.random.default_rng(seed).permutation(len(b1))
    loss, dW1, db1, dW2, db2 = learner.two_layer(*network)
    close(loss, reference.two_layer(*network)[0])
    renumbered = learner.two_layer(W1[:, order], b1[order], W2[order], b2, X, Y)
    close(renumbered, (loss, dW1[:, order], db1[order], dW2[order], db2), atol=1e-12)


@weight(1, "A perfect prediction has loss 0 and gradients 0, any other a positive loss")
@given(network=networks(), examples=6)
def test_perfect(learner, network):
    W1, b1, W2, b2, X, _ = network
    perfect = np.tanh(X @ W1 + b1) @ W2 + b2
    check(learner.two_layer(W1, b1, W2, b2, X, perfect + 1)[0] > 0, "the loss of a wrong prediction is positive")
    loss, *gradients = learner.two_layer(W1, b1, W2, b2, X, perfect)
    close(loss, 0.0, atol=1e-12)
    for gradient, value in zip(gradients, network):
        close(gradient, np.zeros(value.shape), atol=1e-12)


@weight(
    1, "The same batch twice gives the same loss and gradients", says="Loss and gradients are means over the samples."
)
@given(network=networks(), examples=6)
def test_twice(learner, reference, network):
    *parameters, X, Y = network
    once = learner.two_layer(*network)
    close(once[0], reference.two_layer(*network)[0])
    close(learner.two_layer(*parameters, np.vstack([X, X]), np.vstack([Y, Y])), once, atol=1e-12)


@weight(
    1,
    "A network with one output keeps its targets as a column",
    says="With one output Y has shape (n, 1). A flattened Y of shape (n,) would be subtracted from every row.",
)
def test_one_output(learner, reference):
    network = example_network(n=4, d=3, h=2, k=1)
    close(learner.two_layer(*network), reference.two_layer(*network))


@weight(1, "Whole numbers and transposed arrays work, and nothing is changed")
def test_kinds_of_arrays(learner, reference):
    W1, b1, W2, b2, _, _ = example_network(n=4, d=3, h=2, k=1)
    X, Y = np.array([[1, 0, 2], [0, 1, -1]]), np.array([[1], [-2]])
    close(unchanged(learner.two_layer, W1, b1, W2, b2, X, Y), reference.two_layer(W1, b1, W2, b2, X, Y))
    turned = np.asfortranarray(X.astype(float))
    close(unchanged(learner.two_layer, W1, b1, W2, b2, turned, Y), reference.two_layer(W1, b1, W2, b2, X, Y))


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
    return any(is_close(4 * np.asarray(got[i]), want[i]) for i in (2, 4))


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
