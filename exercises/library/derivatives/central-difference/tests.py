# Points of size 0.001 to a million, with both signs.
SIZES = floats(-3, 6).map(lambda exponent: 10**exponent)
POINTS = tuples(SIZES, sampled_from([-1.0, 1.0])).map(lambda drawn: drawn[0] * drawn[1])
SIX_DIGITS = {"rtol": 1e-6, "atol": 0}


def named(text, function):
    """The function under a name that can be pasted into Python."""
    function.__name__ = text
    return function


LOG = named("np.log", lambda t: np.log(t))
EXP = named("np.exp", lambda t: np.exp(t))
SIN = named("np.sin", lambda t: np.sin(t))
INVERSE = named("lambda t: 1 / t", lambda t: 1 / t)
SAME = named("lambda t: t", lambda t: t)
SQUARE = named("lambda t: t**2", lambda t: t**2)
RAMP = named("lambda t: np.maximum(t, 0)", lambda t: np.maximum(t, 0))
CUBE = named("lambda t: t**3", lambda t: t**3)


def cubic(c):
    """f, f' and f''' of c[0] + c[1] t + c[2] t^2 + c[3] t^3."""
    text = f"lambda t: {c[0]} + {c[1]} * t + {c[2]} * t**2 + {c[3]} * t**3"
    return (
        named(text, lambda t: c[0] + c[1] * t + c[2] * t**2 + c[3] * t**3),
        lambda t: c[1] + 2 * c[2] * t + 3 * c[3] * t**2,
        lambda t: 6 * c[3] + 0 * t,
    )


def is_fair(x, f, slope, third):
    """Where six digits can be had: the slope is neither tiny beside f nor beside the third derivative."""
    steep = np.abs(x * slope(x)) >= np.abs(f(x)) / 1000
    smooth = np.abs(slope(x)) >= np.abs(x**2 * third(x)) / 1000
    return steep & smooth & (np.abs(x) >= 1e-3)


@weight(2, "log and 1/x at points from 0.001 to a million", says="Every entry of `x` needs a step of its own size.")
@given(x=vectors(1, 12, elements=SIZES), examples=4)
@example(x=[0.001])
@example(x=[1.0, 1e6])
def test_log_and_inverse(learner, x):
    close(learner.derivative(LOG, x), 1 / x, **SIX_DIGITS)
    close(learner.derivative(INVERSE, -x), -1 / x**2, **SIX_DIGITS)


@weight(2, "exp and sin")
@given(x=vectors(1, 12, elements=floats(-8, 8)), examples=4)
@example(x=[1.0])
@example(x=[0.5, 2.0, -3.0])
def test_exp_and_sin(learner, x):
    at_exp, at_sin = (np.where(is_fair(x, f, g, g), x, 1.0) for f, g in ((np.exp, np.exp), (np.sin, np.cos)))
    close(learner.derivative(EXP, at_exp), np.exp(at_exp), **SIX_DIGITS)
    close(learner.derivative(SIN, at_sin), np.cos(at_sin), **SIX_DIGITS)


@weight(
    1,
    "At 0, alone and among other points",
    says="At $x = 0$ the step is $\\varepsilon^{1/3}$; a step proportional to $|x|$ would vanish.",
)
@example(x=[0.0])
@example(x=[0.0, 1.0])
def test_zero(learner, x):
    close(learner.derivative(EXP, x), np.exp(x), **SIX_DIGITS)
    close(learner.derivative(SIN, x), np.cos(x), **SIX_DIGITS)
    f, slope, _ = cubic([2.0, -3.0, 1.0, 4.0])
    close(learner.derivative(f, x), slope(x), **SIX_DIGITS)
    # No derivative there, but a central quotient: nothing else gives this value.
    close(learner.derivative(RAMP, 0 * x), np.full(len(x), 0.5), **SIX_DIGITS)


@weight(
    1,
    "A plain number, an empty array, any shape",
    says="`np.asarray(x, dtype=float)` makes an array of all of them, and `np.where` works entry by entry.",
)
def test_shapes(learner):
    close(learner.derivative(EXP, 2.0), np.exp(2.0), **SIX_DIGITS)
    close(learner.derivative(EXP, np.zeros(0)), np.zeros(0))
    x = np.array([[[1.0], [2.0]], [[-1.0], [0.5]]])
    close(learner.derivative(EXP, x), np.exp(x), **SIX_DIGITS)


@weight(1, "Cubic polynomials at points of every size", visible=False)
@given(x=vectors(1, 12, elements=POINTS), c=vectors(4), examples=5)
@example(x=[1000.0, -1e6], c=[0.0, 1.0, 1.0, 1.0])
def test_cubics(learner, x, c):
    f, slope, third = cubic(c)
    x = x[is_fair(x, f, slope, third)]
    if len(x):
        close(learner.derivative(f, x), slope(x), **SIX_DIGITS)


@weight(
    1,
    "Parabolas are right to nine digits",
    visible=False,
    says="In a central difference the terms with $f''$ cancel, so a parabola leaves no error but rounding.",
)
@given(x=vectors(1, 12, elements=POINTS), a=quarters(1, 10), examples=3)
@example(x=[3.0], a=1.0)
def test_parabolas(learner, x, a):
    x = np.sign(x) * np.maximum(np.abs(x), 0.5)
    f = named(f"lambda t: {a} * t**2 + {a}", lambda t: a * t**2 + a)
    close(learner.derivative(f, x), 2 * a * x, rtol=1e-9, atol=0)


@weight(
    1,
    "The derivative of t is 1 to the last digit",
    visible=False,
    says="`x + h` is rounded: divide by the step that was really taken, `(x + h) - (x - h)`.",
)
@example(x=[0.1, 0.7, 3.3, -123.4, 98765.4])
def test_step_taken(learner, x):
    accurate(learner.derivative(SAME, x), np.ones(len(x)), digits=14)


@weight(1, "The derivative of a mixture is the mixture of the derivatives", visible=False)
@given(x=vectors(1, 6, elements=floats(0.5, 3)), a=quarters(1, 3), b=quarters(1, 3), examples=2)
def test_linear(learner, x, a, b):
    apart = a * np.asarray(learner.derivative(EXP, x)) + b * np.asarray(learner.derivative(LOG, x))
    both = named(f"lambda t: {a} * np.exp(t) + {b} * np.log(t)", lambda t: a * np.exp(t) + b * np.log(t))
    close(learner.derivative(both, x), apart, rtol=1e-7)


@weight(1, "An odd function has an even derivative", visible=False)
@given(x=vectors(1, 12, elements=POINTS), examples=2)
@example(x=[2.0])
def test_odd(learner, x):
    right = learner.derivative(CUBE, x)
    close(learner.derivative(CUBE, -x), right, **SIX_DIGITS)


@weight(
    1,
    "Large x: 1000 up to a million",
    visible=False,
    says="Next to a million a fixed tiny step is lost in rounding. Let the step grow with $|x|$.",
)
@example(x=[1e6, -1e5, 1e3])
def test_large(learner, x):
    accurate(learner.derivative(SQUARE, x), 2 * x, digits=6)


@weight(
    1,
    "log near 0.001",
    visible=False,
    says="A step that is small next to $1$ is not small next to $0.001$. Let the step shrink with $|x|$.",
)
@example(x=[0.001, 0.002])
def test_small(learner, x):
    close(learner.derivative(LOG, x), 1 / x, **SIX_DIGITS)


@weight(
    1,
    "Whole numbers",
    visible=False,
    says="In an array of whole numbers there is no room for a step. Convert to float first.",
)
@example(x=[1, 2, -3])
@example(x=[[1, 2], [3, 4]])
@example(x=3)
def test_whole_numbers(learner, x):
    close(learner.derivative(SQUARE, x), 2.0 * x, **SIX_DIGITS)


@weight(1, "x stays as it is", says="`x += h` writes into the caller's array; `x + h` makes a new one.")
@example(x=[1.0, 2.0, -0.5])
def test_unchanged(learner, x):
    close(unchanged(learner.derivative, EXP, x), np.exp(x), **SIX_DIGITS)


def error(learner, f, x, slope):
    """The relative error at one point."""
    return abs(float(np.asarray(learner.derivative(f, np.array([x])))[0]) / slope - 1)


def steps(learner, x):
    """How far from x the function is asked, step by step."""
    seen = []

    def watched(t):
        seen.extend(np.ravel(t) - x)
        return np.exp(-np.asarray(t) / x)

    learner.derivative(watched, np.array([x]))
    return seen


def step(learner, x):
    return max(map(abs, steps(learner, x)))


@misconception(
    "fixed-step",
    "One fixed step does not fit all sizes: next to a million it is lost in rounding, next to $0.001$ it is coarse. "
    "Let the step grow with $|x|$.",
)
def fixed_step(learner):
    small, large = step(learner, 1.0), step(learner, 1024.0)
    return large < 10 * small


@misconception(
    "step-lost-in-rounding", "The step is so small that `x + h` is `x` again, or nearly: it is lost in rounding."
)
def lost_step(learner):
    return step(learner, 1.0) < 1e-12


@misconception(
    "step-too-small",
    "The step is smaller than the cube root of the machine epsilon, relative to $|x|$. Rounding of the two "
    "values of $f$, "
    "divided by it, costs digits.",
)
def too_small(learner):
    return 1e-12 <= step(learner, 1.0) < 1e-6 and min(map(abs, steps(learner, 1.0))) > 0


@misconception(
    "step-too-large",
    "Only about $4$ digits are right. The best step of a central difference is near the cube root of the "
    "machine epsilon, relative to $|x|$.",
)
def too_large(learner):
    return step(learner, 1.0) > 1e-4


@misconception(
    "one-sided",
    "The quotient looks to one side only, so its error is proportional to $h$. With $x + h$ and $x - h$ "
    "the terms with $f''$ cancel.",
)
def one_sided(learner):
    return min(map(abs, steps(learner, 1.0))) == 0 and step(learner, 1.0) > 0


@misconception(
    "domain-left",
    "At $0.001$ the point $x - h$ became negative, where the logarithm is not defined. Let the step shrink with $|x|$.",
)
def domain_left(learner):
    return step(learner, 1e-3) >= 1e-3


@misconception(
    "not-central",
    "Where $f$ has a kink another quotient gives another number: that of $\\max(t, 0)$ at $0$ is "
    "$\\frac{h - 0}{2h} = \\frac12$.",
)
def not_central(learner):
    at_kink = np.asarray(learner.derivative(RAMP, np.zeros(1)))
    return error(learner, EXP, 1.0, np.e) < 1e-9 and not is_close(at_kink, [0.5])


@misconception(
    "single-precision",
    "The points are kept in single precision, which has $7$ digits: the step is lost in rounding. Use `dtype=float`.",
)
def single_precision(learner):
    return np.asarray(learner.derivative(SAME, np.ones(1))).dtype == np.float32


@misconception("divided-by-h", "The result is twice as large as it is to be: $x + h$ and $x - h$ are $2h$ apart.")
def divided_by_h(learner):
    return error(learner, SQUARE, 1.0, 4.0) < 1e-6


@misconception("points-exchanged", "The sign is wrong: subtract $f(x - h)$ from $f(x + h)$, not the other way round.")
def exchanged(learner):
    return error(learner, SQUARE, 1.0, -2.0) < 1e-6


@misconception(
    "nominal-step",
    "The quotient is divided by `2 * h`. But `x + h` and `x - h` are rounded, so the step that was really taken is "
    "`(x + h) - (x - h)`.",
)
def nominal(learner):
    points = np.array([0.1, 0.7, 3.3, -123.4, 98765.4])
    good = error(learner, EXP, 1.0, np.e) < 1e-8
    return (
        good
        and is_close(learner.derivative(SAME, points), np.ones(5), rtol=1e-9)
        and not is_close(learner.derivative(SAME, points), np.ones(5), rtol=1e-14, atol=0)
    )


@misconception(
    "one-step-for-all",
    "All entries share one step, that of the largest. Take `np.abs(x)` entry by entry, so that each gets its own.",
)
def one_step(learner):
    alone = error(learner, LOG, 0.001, 1000.0)
    together = np.asarray(learner.derivative(LOG, np.array([0.001, 100.0])))
    return alone < 1e-6 and not is_close(together, np.array([1000.0, 0.01]), rtol=1e-6, atol=0)


@misconception(
    "no-step-at-zero",
    "A step proportional to $|x|$ vanishes at $x = 0$, and $0 / 0$ is no number. Take the step "
    "$\\varepsilon^{1/3}$ there.",
)
def no_step(learner):
    at_zero = np.asarray(learner.derivative(EXP, np.zeros(1)))
    return not np.isfinite(at_zero).all() and error(learner, EXP, 1.0, np.e) < 1e-6
