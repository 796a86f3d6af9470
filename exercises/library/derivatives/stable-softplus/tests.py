MODERATE = floats(-5, 5)


def pair(got, value, slope, **tolerance):
    """Both parts of the result, one after the other."""
    check(isinstance(got, tuple) and len(got) == 2, "The function returns the pair `(value, slope)`.")
    close(got[0], value, **tolerance)
    close(got[1], slope, **tolerance)


@weight(2, "Value and slope agree with the formulas")
@given(x=vectors(1, 6, elements=MODERATE))
@example(x=[0.0])
@example(x=[-1.0, 0.5, 2.0])
def test_formulas(learner, x):
    pair(learner.softplus(x), np.log(1 + np.exp(x)), 1 / (1 + np.exp(-x)))


@weight(1, "value(x) - value(-x) = x and slope(x) + slope(-x) = 1")
@given(x=vectors(1, 6, elements=floats(-50, 50)))
@example(x=[45.0])
def test_reflection(learner, x):
    value, slope = learner.softplus(x)
    mirrored_value, mirrored_slope = learner.softplus(-x)
    close(value - mirrored_value, x)
    close(slope + mirrored_slope, np.ones_like(x))


@weight(1, "The slope agrees with a difference quotient of the value")
@given(x=vectors(1, 6, elements=MODERATE))
def test_slope(learner, x):
    h = 1e-5
    quotient = (learner.softplus(x + h)[0] - learner.softplus(x - h)[0]) / (2 * h)
    close(learner.softplus(x)[1], quotient, rtol=1e-6, atol=1e-8)


@weight(1, "Value and slope never fall, and the slope stays between 0 and 1")
@given(x=vectors(2, 8, elements=floats(-700, 700)))
@example(x=[-100.0, -31.0, 31.0, 100.0])
def test_order(learner, x):
    value, slope = learner.softplus(np.sort(x))
    check(
        np.all(np.diff(value) >= -1e-12) and np.all(np.diff(slope) >= -1e-12),
        "Value and slope must not fall when x grows.",
    )
    check(np.all((0 <= slope) & (slope <= 1)), "The slope must lie between 0 and 1.")


@weight(
    2,
    "x = 1000 and x = -1000, without a warning",
    says="$e^{1000}$ does not fit into a float. Pull out $\\max(x, 0)$ and use $e^{-|x|}$.",
)
@example(x=[1000.0, -1000.0])
@example(x=[750.0, 0.0, -750.0])
def test_far_out(learner, x):
    pair(learner.softplus(x), np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x))), 1.0 * (x > 0) + 0.5 * (x == 0))


@weight(
    1, "x = -40 gives about 4.25e-18, not 0", says="`1 + 4e-18` is rounded to `1`. `np.log1p` keeps the small part."
)
@example(x=[-40.0])
@example(x=[-36.0, -30.0, -20.0])
def test_small_values(learner, x):
    pair(learner.softplus(x), np.log1p(np.exp(x)), 1 / (1 + np.exp(-x)), rtol=1e-9, atol=0)


@weight(
    1,
    "Whole numbers, lists, a plain number, an empty array",
    says="Convert `x` to float first: `np.asarray(x, dtype=float)`.",
)
def test_types(learner, reference):
    for x in (np.array([-2, 0, 3]), [0.5, -1.5], 2, -0.5, np.zeros(0)):
        pair(learner.softplus(x), *reference.softplus(x))


@weight(1, "The result has the shape of x, and x stays as it is")
@given(x=arrays((2, 3, 1), elements=MODERATE))
def test_shape(learner, reference, x):
    pair(unchanged(learner.softplus, x), *reference.softplus(x))


def at(learner, x):
    """Value and slope at one float as plain numbers."""
    value, slope = learner.softplus(np.array([x]))
    return float(value[0]), float(slope[0])


def overflows(learner):
    try:
        value, _ = at(learner, 1000.0)
    except Exception as raised:
        return "overflow" in str(raised)
    return not np.isfinite(value)


@misconception("overflow", "$e^{1000}$ does not fit into a float. Pull out $\\max(x, 0)$ and use $e^{-|x|}$.")
def naive(learner):
    return overflows(learner) and at(learner, -40.0)[0] == 0


@misconception(
    "both-branches-computed",
    "`np.where` computes both of its branches, and the unused one overflows. Let both use $e^{-|x|}$.",
)
def both_branches(learner):
    return overflows(learner) and at(learner, -40.0)[0] > 0


@misconception(
    "clipped",
    "Clipping `x` makes value and slope wrong far out: the value grows without bound. Use $e^{-|x|}$ instead.",
)
def clipped(learner):
    return not overflows(learner) and abs(at(learner, 1000.0)[0] - 1000) > 1


@misconception(
    "rounded-away", "`1 + 4e-18` is rounded to `1`, so its logarithm is $0$. `np.log1p` keeps the small part."
)
def rounded(learner):
    return at(learner, -40.0)[0] == 0


@misconception(
    "whole-numbers-kept",
    "The result took over the whole-number type of `x`, so fractions were cut off. Convert `x` to float first.",
)
def whole_numbers(learner):
    value, _ = learner.softplus(np.array([1, 2]))
    return np.array_equal(value, np.trunc(value))
