def cubes(x):
    return (np.asarray(x) ** 3).sum()


def squares(x):
    return (np.asarray(x) ** 2).sum()


POINT = np.array([1.0, -2.0, 0.5])


@weight(3, "The gradient of a quadratic form is right", says="For f(x) = ½ xᵀAx the gradient is ½ (A + Aᵀ) x.")
@given(A=matrices("n", "n", elements=floats(-2, 2)), x=vectors("n", elements=floats(-3, 3)), n=(1, 4), examples=12)
@example(A=[[2.0]], x=[1.0])
def test_quadratic(learner, A, x):
    close(learner.numeric_gradient(lambda v: 0.5 * v @ A @ v, x), 0.5 * (A + A.T) @ x, atol=1e-7)


@weight(
    3,
    "The quotient is central and uses the h that is given",
    says="For f(x) = Σ x³ the central quotient is exactly 3x² + h².",
)
@given(x=vectors("n", elements=floats(-3, 3)), h=sampled_from([1e-3, 1e-2]), n=(1, 4), examples=10)
@example(x=[1.0], h=0.001)
def test_central(learner, x, h):
    close(learner.numeric_gradient(cubes, x, h), 3 * x**2 + h**2, atol=1e-9)


@weight(
    2,
    "Matrices and arrays of any shape work",
    says="The argument may have any shape, also () and (0,); `np.ndindex(x.shape)` runs through all of them.",
)
@given(shape=sampled_from([(), (0,), (1, 3), (2, 3), (2, 3, 2)]), data=vectors(12, elements=floats(-3, 3)), examples=10)
@example(shape=(2, 2), data=[1.0, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0])
def test_shapes(learner, shape, data):
    x = data[: int(np.prod(shape))].reshape(shape)
    close(learner.numeric_gradient(lambda v: np.sin(v).sum(), x), np.cos(x), atol=1e-7)


@weight(1, "A function of a matrix: the trace of AᵀXB")
@given(
    A=matrices("m", "p", elements=floats(-2, 2)),
    X=matrices("m", "n"),
    B=matrices("n", "p", elements=floats(-2, 2)),
    m=(1, 3),
    n=(1, 3),
    p=(1, 2),
    examples=6,
)
def test_trace(learner, A, X, B):
    close(learner.numeric_gradient(lambda V: np.trace(A.T @ V @ B), X), A @ B.T, atol=1e-6)


@weight(1, "Integer arguments work", says="Convert to floating point before anything is added.")
@given(x=vectors("n", elements=integers(-3, 3), dtype=int), n=(1, 3), examples=6)
@example(x=[3])
def test_integers(learner, x):
    close(learner.numeric_gradient(squares, np.asarray(x, dtype=int)), 2.0 * x, atol=1e-7)


@weight(
    1,
    "A transposed argument works",
    says="`ravel()` and `reshape(-1)` of a transposed array give a copy; write into the array itself.",
)
@given(X=matrices("m", "n", elements=floats(-3, 3)), m=(2, 3), n=(2, 3), examples=6)
def test_transposed(learner, X):
    close(learner.numeric_gradient(squares, np.asfortranarray(X)), 2 * X, atol=1e-7)


@weight(1, "It is linear: the gradient of 2f + 3g is 2∇f + 3∇g")
@given(x=vectors("n", elements=floats(-2, 2)), n=(1, 3), examples=6)
def test_linear(learner, x):
    both = learner.numeric_gradient(lambda v: 2 * np.sin(v).sum() + 3 * squares(v), x)
    close(both, 2 * np.cos(x) + 6 * x, atol=1e-7)


@weight(1, "The function is called exactly twice for each entry, and x stays as it was")
@given(x=matrices("m", "n", elements=floats(-3, 3)), m=(1, 3), n=(1, 2), examples=5)
def test_calls(learner, x):
    calls = []

    def counted(v):
        calls.append(1)
        return np.array(squares(v))

    unchanged(learner.numeric_gradient, counted, x)
    check(len(calls) == 2 * x.size, f"f is called {2 * x.size} times (it was called {len(calls)} times)")


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
