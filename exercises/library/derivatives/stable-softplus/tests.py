from functools import cache

from mpmath import mp

MODERATE = floats(-5, 5)


def pair(got):
    """Value and slope, whether they come as a tuple, a list or the two halves of an array."""
    check(
        isinstance(got, (tuple, list, np.ndarray)) and len(got) == 2, "The function returns the pair `(value, slope)`."
    )
    return got


def agrees(got, value, slope):
    """Both parts of the result, one after the other."""
    mine, mine_slope = pair(got)
    close(mine, value)
    close(mine_slope, slope)


@cache
def precise(x):
    """Value and slope at one number, computed with 50 digits."""
    with mp.workdps(50):
        return float(mp.log1p(mp.exp(x))), float(1 / (1 + mp.exp(-x)))


def nine_digits(got, x):
    value, slope = pair(got)
    want = np.array([precise(float(entry)) for entry in x])
    accurate(value, want[:, 0], digits=9)
    accurate(slope, want[:, 1], digits=9)


@weight(2, "Value and slope agree with the formulas")
@given(x=vectors(1, 6, elements=MODERATE), examples=20)
@example(x=[0.0])
@example(x=[-1.0, 0.5, 2.0])
def test_formulas(learner, x):
    agrees(learner.softplus(x), np.log(1 + np.exp(x)), 1 / (1 + np.exp(-x)))


@weight(
    2,
    "x = 1000 and x = -1000, without a warning",
    says="$e^{1000}$ does not fit into a float. Pull out $\\max(x, 0)$ and use $e^{-|x|}$.",
)
@example(x=[1000.0, -1000.0])
@example(x=[750.0, 0.0, -750.0])
def test_far_out(learner, x):
    agrees(learner.softplus(x), np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x))), 1.0 * (x > 0) + 0.5 * (x == 0))


@weight(
    1, "x = -40 gives about 4.25e-18, not 0", says="`1 + 4e-18` is rounded to `1`. `np.log1p` keeps the small part."
)
@example(x=[-40.0])
def test_small_values(learner, x):
    nine_digits(learner.softplus(x), x)


@weight(
    1,
    "A plain number, a list, an empty array",
    says="Convert `x` first: `np.asarray(x, dtype=float)` takes all of them.",
)
def test_kinds(learner):
    agrees(learner.softplus(-0.5), *precise(-0.5))
    agrees(learner.softplus([0.5, -1.5]), *zip(precise(0.5), precise(-1.5)))
    agrees(learner.softplus(np.zeros(0)), np.zeros(0), np.zeros(0))


@weight(
    2,
    "Nine digits are right wherever x lies",
    visible=False,
    says="Look for a difference of nearly equal numbers, such as `1 - np.exp(-value)`: it loses all digits where "
    "`x` is small.",
)
@given(x=vectors(1, 6, elements=floats(-700, 700)), examples=12)
@example(x=[-40.0, -36.0, -30.0, -20.0])
@example(x=[20.0, 35.0, 700.0, -700.0])
def test_nine_digits(learner, x):
    nine_digits(learner.softplus(x), x)


@weight(1, "value(x) - value(-x) = x and slope(x) + slope(-x) = 1", visible=False)
@given(x=vectors(1, 6, elements=floats(-50, 50)), examples=12)
@example(x=[45.0])
def test_reflection(learner, x):
    value, slope = map(np.asarray, pair(learner.softplus(x)))
    mirrored_value, mirrored_slope = map(np.asarray, pair(learner.softplus(-x)))
    close(value - mirrored_value, x)
    close(slope + mirrored_slope, np.ones_like(x))


@weight(
    1,
    "The slope agrees with a difference quotient of the value",
    visible=False,
    says="The slope of $\\log(1 + e^x)$ is $\\frac{e^x}{1 + e^x}$.",
)
@given(x=vectors(1, 6, elements=MODERATE), examples=10)
def test_slope(learner, x):
    h = 1e-5
    up, down = (np.asarray(pair(learner.softplus(x + step))[0]) for step in (h, -h))
    close(pair(learner.softplus(x))[1], (up - down) / (2 * h), rtol=1e-6, atol=1e-8)


@weight(1, "Value and slope never fall, and the slope stays between 0 and 1", visible=False)
@given(x=vectors(2, 8, elements=floats(-700, 700)), examples=12)
@example(x=[-100.0, -31.0, 31.0, 100.0])
def test_order(learner, x):
    value, slope = map(np.asarray, pair(learner.softplus(np.sort(x))))
    check(
        np.all(np.diff(value) >= -1e-12) and np.all(np.diff(slope) >= -1e-12),
        "Value and slope must not fall when x grows.",
    )
    check(np.all((0 <= slope) & (slope <= 1)), "The slope must lie between 0 and 1.")


@weight(
    1,
    "Whole numbers",
    visible=False,
    says="In an array of whole numbers fractions are cut off. Convert `x` to float first: `np.asarray(x, "
    "dtype=float)`.",
)
def test_whole_numbers(learner, reference):
    for x in (np.array([-2, 0, 3]), 2, [1, 2], np.array([[200], [100]], dtype=np.uint8)):
        agrees(learner.softplus(x), *reference.softplus(x))


@weight(1, "The result has the shape of x, and x stays as it is")
@given(x=arrays((2, 3, 1), elements=MODERATE), examples=5)
def test_shape(learner, reference, x):
    agrees(unchanged(learner.softplus, x), *reference.softplus(x))


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
    "$e^x$ is computed for large $x$ too, and overflows; `np.where` computes both of its branches, used or not. Take "
    "$e^{-|x|}$ throughout.",
)
def both_branches(learner):
    return overflows(learner) and at(learner, -40.0)[0] > 0


@misconception(
    "clipped",
    "Clipping `x` makes value and slope wrong far out: the value grows without bound. Use $e^{-|x|}$ instead.",
)
def clipped(learner):
    right = is_close(at(learner, 0.0), (np.log(2), 0.5))
    return right and not overflows(learner) and 2 < at(learner, 1000.0)[0] < 999


@misconception(
    "rounded-away", "`1 + 4e-18` is rounded to `1`, so its logarithm is $0$. `np.log1p` keeps the small part."
)
def rounded(learner):
    return at(learner, -40.0)[0] == 0 and is_close(at(learner, 0.0)[0], np.log(2))


@misconception(
    "difference-of-nearly-equal-numbers",
    "The slope is computed as a difference of two numbers that are nearly $1$, and for negative `x` nothing is "
    "left of it. "
    "With $e = e^{-|x|}$ it is $\\frac{e}{1 + e}$ there.",
)
def cancelled(learner):
    right = all(is_close(at(learner, x)[0], precise(x)[0], rtol=1e-9, atol=0) for x in (-40.0, 1000.0))
    near = is_close(at(learner, 2.0)[1], precise(2.0)[1])
    return right and near and not is_close(at(learner, -40.0)[1], precise(-40.0)[1], atol=0)


@misconception("slope-missing", "Only the value is returned. Return both: `return value, slope`.")
def value_only(learner):
    return is_close(learner.softplus(np.zeros(3)), np.full(3, np.log(2)))


@misconception(
    "whole-numbers-kept",
    "The result took over the whole-number type of `x`, so fractions were cut off. Convert `x` to float first.",
)
def whole_numbers(learner):
    value, _ = learner.softplus(np.array([1, 2]))
    return np.array_equal(value, np.trunc(value)) and is_close(at(learner, 1.0)[0], precise(1.0)[0])


@misconception(
    "value-and-slope-exchanged", "Value and slope are exchanged: the value comes first, `return value, slope`."
)
def exchanged(learner):
    return is_close(at(learner, 1.0), precise(1.0)[::-1])


@misconception(
    "slope-mirrored",
    "The slope falls where it should rise: it belongs to $-x$. For $x \\ge 0$ it is $\\frac{1}{1 + e}$ with $e = "
    "e^{-|x|}$.",
)
def mirrored(learner):
    return is_close(at(learner, 1.0)[1], precise(-1.0)[1])
