# Points of size 0.001 to a million, with both signs.
SIZES = floats(-3, 6).map(lambda exponent: 10**exponent)
POINTS = tuples(SIZES, sampled_from([-1.0, 1.0])).map(lambda drawn: drawn[0] * drawn[1])
SIX_DIGITS = {"rtol": 1e-6, "atol": 0}


def fair(x, f, slope, third):
    """The points where six digits can be had: the slope is neither tiny beside f nor beside the third derivative."""
    steep = np.abs(x * slope(x)) >= np.abs(f(x)) / 1000
    smooth = np.abs(slope(x)) >= np.abs(x**2 * third(x)) / 1000
    return x[steep & smooth & (np.abs(x) >= 1e-3)]


def cubic(c):
    """f, f' and f''' of c[0] + c[1] t + c[2] t^2 + c[3] t^3."""
    return (
        lambda t: c[0] + c[1] * t + c[2] * t**2 + c[3] * t**3,
        lambda t: c[1] + 2 * c[2] * t + 3 * c[3] * t**2,
        lambda t: 6 * c[3] + 0 * t,
    )


@weight(2, "log and 1/x at points from 0.001 to a million")
@given(x=vectors(1, 4, elements=SIZES))
@example(x=[0.001])
@example(x=[1.0, 1e6])
def test_log_and_inverse(learner, x):
    close(learner.derivative(np.log, x), 1 / x, **SIX_DIGITS)
    close(learner.derivative(lambda t: 1 / t, x), -1 / x**2, **SIX_DIGITS)


@weight(2, "exp and sin")
@given(x=vectors(1, 4, elements=floats(-8, 8)))
@example(x=[1.0])
@example(x=[0.5, 2.0, -3.0])
def test_exp_and_sin(learner, x):
    at_exp = fair(x, np.exp, np.exp, np.exp)
    close(learner.derivative(np.exp, at_exp), np.exp(at_exp), **SIX_DIGITS)
    at_sin = fair(x, np.sin, np.cos, np.cos)
    close(learner.derivative(np.sin, at_sin), np.cos(at_sin), **SIX_DIGITS)


@weight(1, "Cubic polynomials at points of every size")
@given(x=vectors(1, 4, elements=POINTS), c=vectors(4))
@example(x=[1000.0, -1e6], c=[0.0, 1.0, 1.0, 1.0])
def test_cubics(learner, x, c):
    f, slope, third = cubic(c)
    x = fair(x, f, slope, third)
    close(learner.derivative(f, x), slope(x), **SIX_DIGITS)


@weight(
    1,
    "Parabolas are right to nine digits",
    says="In a central difference the terms with $f''$ cancel, so a parabola leaves no error but rounding.",
)
@given(x=vectors(1, 4, elements=POINTS), a=quarters(1, 10))
@example(x=[3.0], a=1.0)
def test_parabolas(learner, x, a):
    close(learner.derivative(lambda t: a * t**2 + a, x[np.abs(x) > 0.5]), 2 * a * x[np.abs(x) > 0.5], rtol=1e-9, atol=0)


@weight(1, "At 0", says="At $x = 0$ the step is $\\varepsilon^{1/3}$; a step proportional to $|x|$ would vanish.")
def test_zero(learner):
    zero = np.zeros(1)
    for f, want in ((np.exp, 1.0), (np.sin, 1.0), (cubic([2.0, -3.0, 1.0, 4.0])[0], -3.0)):
        close(learner.derivative(f, zero), np.array([want]), rtol=1e-6)


@weight(1, "The derivative of 2f + 3g is 2f' + 3g'")
@given(x=vectors(1, 4, elements=floats(0.5, 3)))
def test_linear(learner, x):
    apart = 2 * learner.derivative(np.exp, x) + 3 * learner.derivative(np.log, x)
    close(learner.derivative(lambda t: 2 * np.exp(t) + 3 * np.log(t), x), apart, rtol=1e-7)


@weight(1, "An odd function has an even derivative")
@given(x=vectors(1, 4, elements=POINTS))
@example(x=[2.0])
def test_odd(learner, x):
    right = learner.derivative(lambda t: t**3, x)
    close(learner.derivative(lambda t: t**3, -x), right, **SIX_DIGITS)


@weight(
    1,
    "Large x: 1000 up to a million",
    says="Next to a million a fixed tiny step is lost in rounding. Let the step grow with $|x|$.",
)
@example(x=[1e6, -1e5, 1e3])
def test_large(learner, x):
    close(learner.derivative(lambda t: t**2, x), 2 * x, **SIX_DIGITS)


@weight(
    1,
    "log near 0.001",
    says="A step that is small next to $1$ is not small next to $0.001$. Let the step shrink with $|x|$.",
)
@example(x=[0.001, 0.002])
def test_small(learner, x):
    close(learner.derivative(np.log, x), 1 / x, **SIX_DIGITS)


@weight(1, "Whole numbers", says="In an array of whole numbers there is no room for a step. Convert to float first.")
@example(x=[1, 2, -3])
@example(x=[[1, 2], [3, 4]])
def test_whole_numbers(learner, x):
    close(learner.derivative(lambda t: t**2, x), 2.0 * x, **SIX_DIGITS)


@weight(1, "A plain number, an empty array, any shape; x stays as it is")
def test_shapes(learner):
    close(learner.derivative(np.exp, 2.0), np.exp(2.0), **SIX_DIGITS)
    close(learner.derivative(np.exp, np.zeros(0)), np.zeros(0))
    x = np.array([[[1.0], [2.0]], [[-1.0], [0.5]]])
    close(unchanged(learner.derivative, np.exp, x), np.exp(x), **SIX_DIGITS)


def error(learner, f, x, slope):
    """The relative error at one point."""
    return abs(float(np.asarray(learner.derivative(f, np.array([x])))[0]) / slope - 1)


@misconception(
    "fixed-tiny-step", "Next to a million a tiny fixed step is lost in rounding. Let the step grow with $|x|$."
)
def tiny_step(learner):
    return error(learner, lambda t: t**2, 1e6, 2e6) > 1e-6


@misconception(
    "one-sided",
    (
        "The quotient looks to one side only, so its error is proportional to $h$. With $x + h$ and $x - h$ "
        "the terms with $f''$ cancel."
    ),
)
def one_sided(learner):
    return 1e-9 < error(learner, lambda t: t**2, 3.0, 6.0) < 1e-6


@misconception(
    "step-too-large",
    (
        "Only about $4$ digits are right. The best step of a central difference is near the cube root of the "
        "machine epsilon, relative to $|x|$."
    ),
)
def too_large(learner):
    return 1e-6 < error(learner, np.exp, 1.0, np.e) < 1e-2


@misconception(
    "domain-left",
    "At $0.001$ the point $x - h$ became negative, where the logarithm is not defined. Let the step shrink with $|x|$.",
)
def domain_left(learner):
    return np.isnan(error(learner, np.log, 1e-3, 1e3))
