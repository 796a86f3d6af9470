def area(y, x):
    """The sum over all pieces, one by one."""
    return sum((x[i + 1] - x[i]) * (y[i + 1] + y[i]) / 2 for i in range(len(x) - 1))


@weight(2, "Agrees with the sum over the pieces, whatever the spacing")
@given(y=vectors("n"), x=vectors("n"), n=(2, 12), examples=15)
@example(y=[0.0, 2.0, 2.0], x=[0.0, 1.0, 4.0])
@example(y=[1.0, 5.0, 0.0, 2.0], x=[0.0, 1.0, 1.5, 6.0])
def test_value(learner, y, x):
    close(learner.trapezoid(y, x), float(area(y, x)))


@weight(
    1,
    "Where x falls, the area counts negative",
    says="Use the points in the order given: where `x` falls, the width is negative.",
)
@example(y=[2.0, 2.0, 1.0], x=[3.0, 1.0, 0.0], want=-5.5)
@example(y=[1.0, 1.0, 1.0], x=[0.0, 2.0, 1.0], want=1.0)
def test_falling(learner, y, x, want):
    close(learner.trapezoid(y, x), want)


@weight(1, "One point or none: 0.0", says="A single point has no width: the area is $0$.")
@example(y=[3.0], x=[1.0])
def test_too_few_points(learner, y, x):
    close(learner.trapezoid(y, x), 0.0)
    close(learner.trapezoid(np.zeros(0), np.zeros(0)), 0.0)


@weight(
    1,
    "Different lengths raise ValueError",
    says="One height for three positions would be broadcast silently: compare the lengths first.",
)
@example(y=[1.0, 2.0, 3.0], x=[0.0, 1.0])
@example(y=[1.0], x=[0.0, 1.0, 2.0])
@example(y=[1.0, 2.0], x=[0.0])
def test_lengths(learner, y, x):
    raises(ValueError, learner.trapezoid, y, x)


@weight(1, "Exact for straight lines", visible=False)
@given(x=vectors("n"), slope=quarters(), start=quarters(), n=(2, 12), examples=8)
@example(x=[0.0, 1.0, 3.0], slope=2.0, start=1.0)
def test_straight_lines(learner, x, slope, start):
    want = slope * (x[-1] ** 2 - x[0] ** 2) / 2 + start * (x[-1] - x[0])
    close(learner.trapezoid(slope * x + start, x), float(want))


@weight(1, "Mixtures of curves give mixtures of areas", visible=False)
@given(y=vectors("n"), z=vectors("n"), x=vectors("n"), a=quarters(-3, 3), b=quarters(-3, 3), n=(2, 8), examples=6)
def test_linear(learner, y, z, x, a, b):
    apart = a * learner.trapezoid(y, x) + b * learner.trapezoid(z, x)
    close(learner.trapezoid(a * y + b * z, x), apart)


@weight(1, "Walking backwards flips the sign", visible=False, says="Use the points in the order given.")
@given(y=vectors("n"), x=vectors("n"), n=(2, 8), examples=6)
@example(y=[1.0, 2.0, 2.0], x=[3.0, 1.0, 0.0])
def test_backwards(learner, y, x):
    there = learner.trapezoid(y, x)
    close(learner.trapezoid(y[::-1], x[::-1]), -there)


@weight(1, "Two parts that share a point add up to the whole", visible=False)
@given(y=vectors("n"), x=vectors("n"), cut=integers(0, 7), n=(2, 8), examples=6)
@example(y=[0.0, 3.0, 1.0, 4.0], x=[0.0, 1.0, 2.0, 5.0], cut=1)
def test_parts(learner, y, x, cut):
    k = cut % len(x)
    parts = learner.trapezoid(y[: k + 1], x[: k + 1]) + learner.trapezoid(y[k:], x[k:])
    close(learner.trapezoid(y, x), parts)


@weight(1, "Area under the curve plus area beside it make a rectangle", visible=False)
@given(y=vectors("n"), x=vectors("n"), n=(2, 8), examples=6)
@example(y=[0.0, 1.0, 3.0], x=[0.0, 1.0, 3.0])
def test_by_parts(learner, y, x):
    beside = learner.trapezoid(x, y)
    close(learner.trapezoid(y, x), float(x[-1] * y[-1] - x[0] * y[0] - beside))


@weight(
    1,
    "Vertical steps of a ROC curve",
    visible=False,
    says="A vertical step has the width $0$; its two ends must keep their order.",
)
@example(y=[0.0, 0.5, 0.5, 1.0, 1.0], x=[0.0, 0.0, 0.5, 0.5, 1.0], want=0.75)
@example(y=[1.0, 0.0], x=[2.0, 2.0], want=0.0)
@example(y=[0.0, 0.8, 0.2, 1.0], x=[0.0, 0.5, 0.5, 1.0], want=0.5)
def test_vertical_steps(learner, y, x, want):
    close(learner.trapezoid(y, x), want)


@weight(
    1,
    "Samples of a small type, and lists",
    visible=False,
    says="Sums and differences of type `uint8` wrap around at 255. Convert to float first.",
)
def test_types(learner):
    close(learner.trapezoid(np.array([200, 100, 250], dtype=np.uint8), np.array([0, 1, 2], dtype=np.uint8)), 325.0)
    close(learner.trapezoid(np.array([1, 1], dtype=np.uint8), np.array([2, 1], dtype=np.uint8)), -1.0)
    close(learner.trapezoid([0, 2, 2], [0, 1, 4]), 7.0)
    close(learner.trapezoid([], []), 0.0)
    raises(ValueError, learner.trapezoid, [1], [0, 1, 2])


@weight(1, "The samples stay as they are")
@given(y=vectors("n"), x=vectors("n"), n=(2, 6), examples=4)
@example(y=[0.0, 2.0, 1.0], x=[3.0, 1.0, 2.0])
def test_unchanged(learner, y, x):
    close(unchanged(learner.trapezoid, y, x), float(area(y, x)))


Y, X = np.array([0.0, 1.0, 5.0]), np.array([0.0, 1.0, 4.0])


@misconception(
    "mean-height-times-width",
    (
        "The mean height counts crowded points too much, and the two end points as well. Weight each piece "
        "with its own width."
    ),
)
def mean_height(learner):
    return is_close(learner.trapezoid(Y, X), 8.0)


@misconception("one-end-only", "Each piece got the height of one end only. Take the mean of both ends.")
def one_end(learner):
    got = learner.trapezoid(Y, X)
    return is_close(got, 3.0) or is_close(got, 16.0)


@misconception(
    "sorted-first",
    "The points were sorted first. Use them in the order given: where `x` falls, the area counts negative.",
)
def sorted_first(learner):
    right = is_close(learner.trapezoid(Y, X), 9.5) and is_close(learner.trapezoid(Y[::-1], X[::-1]), 9.5)
    return right and is_close(learner.trapezoid([1.0, 1.0, 1.0], [0.0, 2.0, 1.0]), 2.0)


@misconception(
    "widths-without-sign",
    "The widths lost their sign. Where `x` falls, the width $x_{i+1} - x_i$ is negative, and so is that piece of "
    "the area.",
)
def without_sign(learner):
    right = is_close(learner.trapezoid(Y, X), 9.5) and is_close(learner.trapezoid(Y[::-1], X[::-1]), 9.5)
    return right and is_close(learner.trapezoid([1.0, 1.0, 1.0], [0.0, 2.0, 1.0]), 3.0)


@misconception(
    "lengths-not-compared",
    "One height for three positions is broadcast silently to all of them. Compare the lengths and raise `ValueError`.",
)
def broadcast(learner):
    return np.isfinite(learner.trapezoid(np.array([1.0]), np.array([0.0, 1.0, 2.0]))) and is_close(
        learner.trapezoid(Y, X), 9.5
    )


@misconception(
    "wrapped-around",
    "The samples keep their small type: sums and differences of type `uint8` wrap around at 255. Convert to "
    "float first.",
)
def wrapped(learner):
    got = learner.trapezoid(np.array([200, 100], dtype=np.uint8), np.array([0, 1], dtype=np.uint8))
    return is_close(learner.trapezoid(Y, X), 9.5) and is_close(got, 22.0)


@misconception("area-without-sign", "The area lost its sign: where `x` falls, it counts negative. Leave out `abs`.")
def absolute(learner):
    right = is_close(learner.trapezoid(Y, X), 9.5) and is_close(
        learner.trapezoid([1.0, 1.0, 1.0], [0.0, 2.0, 1.0]), 1.0
    )
    return right and is_close(learner.trapezoid(Y[::-1], X[::-1]), 9.5)


@misconception(
    "heights-and-positions-exchanged", "Heights and positions are exchanged: the function takes `y` first, then `x`."
)
def exchanged(learner):
    return is_close(learner.trapezoid(Y, X), 10.5)


@misconception("widths-left-out", "All pieces count alike. Weight each with its own width, `np.diff(x)`.")
def no_widths(learner):
    return is_close(learner.trapezoid(Y, X), 3.5)


@misconception(
    "half-left-out", "The area is twice too large: the mean height of a piece is half the sum of its two ends."
)
def no_half(learner):
    return is_close(learner.trapezoid(Y, X), 19.0)
