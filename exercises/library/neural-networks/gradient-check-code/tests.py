def named(text, function):
    """The function under a name that can be pasted into Python."""
    function.__name__ = text
    return function


cubes = named("lambda v: np.sum(v**3)", lambda v: (np.asarray(v) ** 3).sum())
squares = named("lambda v: np.sum(v**2)", lambda v: (np.asarray(v) ** 2).sum())
sines = named("lambda v: np.sum(np.sin(v))", lambda v: np.sin(v).sum())
log_sum_exp = named("lambda v: np.log(np.sum(np.exp(v)))", lambda v: np.log(np.exp(v).sum()))

POINT = np.array([1.0, -2.0, 0.5])


@weight(3, "The gradient of a quadratic form is right", says="For f(x) = ½ xᵀAx the gradient is ½ (A + Aᵀ) x.")
@given(A=matrices("n", "n", elements=floats(-2, 2)), x=vectors("n", elements=floats(-3, 3)), n=(1, 3), examples=5)
@example(A=[[2.0]], x=[1.0])
@example(A=[[2.0, 1.0], [0.0, -1.0]], x=[1.0, 2.0])
def test_quadratic(learner, A, x):
    form = named(f"lambda v: 0.5 * v @ np.array({A.tolist()}) @ v", lambda v: 0.5 * v @ A @ v)
    close(learner.numeric_gradient(form, x), 0.5 * (A + A.T) @ x, atol=1e-7)


@weight(
    3,
    "The quotient is central and uses the h that is given",
    says="For f(x) = Σ x³ the central quotient is exactly 3x² + h².",
)
@given(x=vectors("n", elements=floats(-3, 3)), h=sampled_from([1e-3, 1e-2]), n=(1, 3), examples=4)
@example(x=[1.0], h=0.001)
def test_central(learner, x, h):
    close(learner.numeric_gradient(cubes, x, h), 3 * x**2 + h**2, atol=1e-9)


@weight(
    2,
    "Matrices and arrays of any shape work",
    says="The argument may have any shape, also `()` and `(0,)`; `np.ndindex(x.shape)` runs through all of them.",
)
@example(x=[[1.0, 2.0], [3.0, 4.0]])
@example(x=np.array(0.5))
@example(x=np.zeros(0))
@example(x=np.arange(6.0).reshape(1, 2, 3) / 8)
def test_shapes(learner, x):
    close(learner.numeric_gradient(sines, x), np.cos(x), atol=1e-7)


@weight(1, "A function of a matrix: the trace of AᵀXB", visible=False)
@given(
    A=matrices("m", "p", elements=floats(-2, 2)),
    X=matrices("m", "n"),
    B=matrices("n", "p", elements=floats(-2, 2)),
    m=(1, 2),
    n=(1, 2),
    p=(1, 2),
    examples=3,
)
def test_trace(learner, A, X, B):
    close(learner.numeric_gradient(lambda V: np.trace(A.T @ V @ B), X), A @ B.T, atol=1e-6)


@weight(1, "A log-sum-exp, whose value comes as an array of shape ()", visible=False)
@given(x=vectors("n", elements=floats(-2, 2)), n=(1, 3), examples=2)
def test_log_sum_exp(learner, x):
    weights = np.exp(x) / np.exp(x).sum()
    close(learner.numeric_gradient(lambda v: np.array(log_sum_exp(v)), x), weights, atol=1e-7)


@weight(1, "Whole numbers", visible=False, says="Convert to floating point before anything is added.")
@given(x=vectors("n", elements=integers(-3, 3), dtype=int), n=(1, 3), examples=4)
@example(x=[3])
def test_integers(learner, x):
    close(learner.numeric_gradient(squares, np.asarray(x, dtype=int)), 2.0 * x, atol=1e-7)


@weight(
    1,
    "Transposed arrays, and every second column of a wider one",
    visible=False,
    says="`ravel()` and `reshape(-1)` of a transposed array give a copy; write into the array itself.",
)
@example(X=[[1.0, 2.0], [-0.5, 3.0]])
def test_layouts(learner, X):
    for x in (np.asfortranarray(X), np.repeat(X, 2, axis=1)[:, ::2]):
        close(learner.numeric_gradient(squares, x), 2 * X, atol=1e-7)


@weight(1, "The gradient of a mixture is the mixture of the gradients", visible=False)
@given(x=vectors("n", elements=floats(-2, 2)), a=quarters(1, 3), b=quarters(1, 3), n=(1, 2), examples=2)
def test_linear(learner, x, a, b):
    apart = a * np.asarray(learner.numeric_gradient(sines, x)) + b * np.asarray(learner.numeric_gradient(squares, x))
    close(learner.numeric_gradient(lambda v: a * sines(v) + b * squares(v), x), apart, atol=1e-7)
    close(apart, a * np.cos(x) + 2 * b * x, atol=1e-7)


@weight(
    1,
    "The function is called exactly twice for each entry",
    visible=False,
    says="Two calls for each entry are enough: one at `x + h` and one at `x - h`.",
)
@given(x=matrices("m", "n", elements=floats(-3, 3)), m=(1, 3), n=(1, 2), examples=2)
def test_calls(learner, x):
    calls = []

    def counted(v):
        calls.append(1)
        return squares(v)

    close(learner.numeric_gradient(counted, x), 2 * x, atol=1e-7)
    check(len(calls) == 2 * x.size, "The function is called exactly twice for each entry of `x`.")


@weight(
    1,
    "x stays as it was, to the last digit",
    says="Work on a copy: `x + h - 2 * h + h` is not always `x` again in floating point.",
)
@example(x=[[0.1, 1 / 3], [-2.7, 1e-5]])
def test_unchanged(learner, x):
    close(unchanged(learner.numeric_gradient, squares, x), 2 * x, atol=1e-7)


@misconception(
    "forward-difference",
    "This is the one-sided quotient, whose error is of order $h$. The central one, with $f(x - h)$ and "
    "division by $2h$, has an error of order $h^2$.",
)
def forward(learner):
    h = 1e-3
    return is_close(learner.numeric_gradient(cubes, POINT, h), 3 * POINT**2 + 3 * POINT * h + h**2, rtol=1e-6)


@misconception(
    "second-point-is-x",
    "After adding $h$, subtracting $h$ once lands on $x$ again, not on $x - h$. The two points must be $2h$ apart.",
)
def second_point(learner):
    h = 1e-3
    return is_close(learner.numeric_gradient(cubes, POINT, h), (3 * POINT**2 + 3 * POINT * h + h**2) / 2, rtol=1e-6)


@misconception(
    "perturbs-a-copy",
    "For a transposed array `ravel()` or `reshape(-1)` makes a copy. The copy is changed, $f$ never sees it, "
    "and the gradient comes out as 0.",
)
def copy(learner):
    X = np.asfortranarray(np.array([[1.0, 2], [3, 4]]))
    right = is_close(learner.numeric_gradient(squares, X.copy(order="C")), 2 * X, atol=1e-6)
    return right and not is_close(learner.numeric_gradient(squares, X), 2 * X, atol=1e-6)


@misconception(
    "step-too-small",
    "The step is far smaller than the given $h$. Subtracting two nearly equal numbers then leaves only "
    "rounding noise, of size $10^{-16} / h$.",
)
def too_small(learner):
    seen = []

    def watched(v):
        seen.append(np.abs(np.asarray(v) - POINT).max())
        return squares(v)

    learner.numeric_gradient(watched, POINT, 1e-4)
    return len(seen) > 0 and 0 < max(seen) < 1e-7


@misconception(
    "integer-array",
    "The argument stays an array of integers: there $3 + 10^{-5}$ is stored as $3$ again and $3 - 10^{-5}$ as "
    "$2$. Convert to floating point first.",
)
def integer_array(learner):
    right = is_close(learner.numeric_gradient(squares, np.array([3.0, -2.0])), [6.0, -4.0], atol=1e-6)
    return right and not is_close(learner.numeric_gradient(squares, np.array([3, -2])), [6.0, -4.0], atol=1e-6)


@misconception(
    "not-put-back", "The entries already done are not put back, so later quotients are taken at a shifted point."
)
def not_put_back(learner):
    def product(v):
        return v[0] * v[1]

    x = np.array([1.0, 2.0])
    got = learner.numeric_gradient(product, x, 0.5)
    return is_close(got[0], 2.0) and (is_close(got[1], 1.5) or is_close(got[1], 0.5))


@misconception("divided-by-h", "The gradient is twice as large as it is to be: $x + h$ and $x - h$ are $2h$ apart.")
def divided_by_h(learner):
    return is_close(learner.numeric_gradient(squares, POINT), 4 * POINT, rtol=1e-5)


@misconception("points-exchanged", "The sign is wrong: subtract $f(x - h)$ from $f(x + h)$, not the other way round.")
def exchanged(learner):
    return is_close(learner.numeric_gradient(squares, POINT), -2 * POINT, rtol=1e-5)


@misconception(
    "all-entries-moved",
    "All entries are moved at once, so all slopes are added up. Move one entry, call $f$, put it back, go to the next.",
)
def all_moved(learner):
    return is_close(learner.numeric_gradient(squares, POINT), np.full(3, 2 * POINT.sum()), rtol=1e-5)


@misconception(
    "flat-result",
    "The result is flat. It needs the shape of `x`: `np.zeros(x.shape)`, or `.reshape(x.shape)` at the end.",
)
def flat(learner):
    return np.shape(learner.numeric_gradient(squares, np.ones((2, 2)))) == (4,)
