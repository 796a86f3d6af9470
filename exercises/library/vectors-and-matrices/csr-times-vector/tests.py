MOSTLY_ZERO = sampled_from([0.0] * 8 + [1.0, -2.0, 2.5])
MIDDLE_EMPTY = [[5.0, 0.0, 0.0, 2.0], [0.0, 0.0, 0.0, 0.0], [0.0, 3.0, 0.0, 0.0]]
LAST_EMPTY = [[0.0, 1.0], [2.0, 0.0], [0.0, 0.0]]


def stored(A):
    """data, indices and indptr of a dense matrix; the last two are whole numbers also when empty."""
    rows, columns = np.nonzero(A)
    counts = np.bincount(rows, minlength=len(A))
    return A[rows, columns], columns.astype(int), np.concatenate([[0], np.cumsum(counts)]).astype(int)


@weight(2, "Agrees with the dense product")
@given(A=matrices("m", "d", elements=MOSTLY_ZERO), x=vectors("d"), m=(0, 8), d=(1, 8))
@example(A=[[5.0, 0.0], [1.0, 3.0]], x=[1.0, 10.0])
def test_value(learner, A, x):
    close(learner.csr_matvec(*stored(A), x), A @ x)


@weight(1, "Rows without entries give 0", says="A row whose two ends in `indptr` are equal owns nothing.")
@example(A=MIDDLE_EMPTY, x=[1.0, 10.0, 100.0, 1000.0])
@example(A=LAST_EMPTY, x=[1.0, 10.0])
@example(A=[[0.0, 0.0], [4.0, 0.0]], x=[1.0, 10.0])
def test_empty_rows(learner, A, x):
    close(learner.csr_matvec(*stored(A), x), A @ x)


@weight(1, "A matrix without stored entries gives zeros")
def test_nothing_stored(learner):
    nothing = np.array([], dtype=int)
    close(learner.csr_matvec(np.array([]), nothing, np.array([0, 0, 0, 0]), np.array([1.0, 2.0])), np.zeros(3))


@weight(1, "The unit vector of column j gives column j")
@given(A=matrices("m", "d", elements=MOSTLY_ZERO), m=(1, 6), d=(1, 6))
@example(A=[[5.0, 0.0], [1.0, 3.0]])
def test_columns(learner, A):
    for j, unit in enumerate(np.eye(A.shape[1])):
        close(learner.csr_matvec(*stored(A), unit), A[:, j])


@weight(1, "Mixtures of vectors give mixtures of results")
@given(A=matrices("m", "d", elements=MOSTLY_ZERO), x=vectors("d"), z=vectors("d"))
@example(A=[[5.0, 0.0], [1.0, 3.0]], x=[1.0, 2.0], z=[0.5, -1.0])
def test_linear(learner, A, x, z):
    csr = stored(A)
    same_shape(learner.csr_matvec(*csr, x), np.zeros(len(A)))
    apart = 2 * learner.csr_matvec(*csr, x) - 3 * learner.csr_matvec(*csr, z)
    close(learner.csr_matvec(*csr, 2 * x - 3 * z), apart)


@weight(1, "The order of the entries inside a row does not matter")
def test_order_inside_rows(learner):
    x, indptr = np.array([1.0, 10.0, 100.0]), np.array([0, 3, 5])
    close(learner.csr_matvec(np.array([3.0, 1.0, 2.0, 5.0, 4.0]), np.array([2, 0, 1, 1, 0]), indptr, x), [321.0, 54.0])


@weight(
    1,
    "A column stored twice in a row counts twice",
    says="`y[rows] += ...` and `dense[row, column] = ...` keep only one of the values.",
)
def test_repeated_columns(learner):
    data, indices, indptr = np.array([1.0, 2.0, 4.0]), np.array([1, 1, 0]), np.array([0, 2, 3])
    close(learner.csr_matvec(data, indices, indptr, np.array([1.0, 10.0])), [30.0, 4.0])


@weight(1, "Whole-number counts take fractional weights")
def test_whole_numbers(learner):
    data, indices, indptr = np.array([5, 2, 3]), np.array([0, 3, 1]), np.array([0, 2, 2, 3])
    close(learner.csr_matvec(data, indices, indptr, np.array([0.5, 0.25, 1.0, 0.1])), [2.7, 0.0, 0.75])


@weight(1, "The inputs stay as they are")
def test_unchanged(learner):
    x = np.array([1.0, 10.0, 100.0, 1000.0])
    close(unchanged(learner.csr_matvec, *stored(np.array(MIDDLE_EMPTY)), x), [2005.0, 0.0, 30.0])


@weight(
    2,
    "100 000 rows and columns with 20 entries",
    says="Touch only the stored entries: the dense matrix would take 80 gigabytes.",
)
def test_large(learner):
    size = 10**5
    rows = np.arange(0, size, size // 20)
    data, indices = np.arange(1.0, 21.0), (7 * rows + 3) % size
    indptr = np.searchsorted(rows, np.arange(size + 1))
    x = np.arange(size) / size
    want = np.zeros(size)
    want[rows] = data * x[indices]
    close(learner.csr_matvec(data, indices, indptr, x), want)


X = np.array([1.0, 10.0])


@misconception(
    "empty-row-not-empty", "`reduceat` returns a single entry where a row is empty. An empty row must give $0$."
)
def reduceat(learner):
    got = learner.csr_matvec(np.array([1.0, 2.0, 3.0]), np.array([0, 1, 0]), np.array([0, 1, 1, 3]), X)
    return is_close(np.asarray(got)[1], 20.0)


@misconception(
    "indptr-read-as-lengths",
    "`indptr` has one more entry than there are rows: it stores where each row starts, and the final end.",
)
def lengths(learner):
    got = learner.csr_matvec(np.array([2.0]), np.array([0]), np.array([0, 1]), X)
    return np.shape(got) == (2,)


@misconception("dense-detour", "The dense matrix was built. Touch only the stored entries.")
def dense(learner):
    size = 10**5
    indptr = np.zeros(size + 1, dtype=int)
    indptr[-1] = 1
    try:
        learner.csr_matvec(np.array([1.0]), np.array([0]), indptr, np.ones(size))
    except Exception as raised:
        return "Memory" in str(raised) or "allocate" in str(raised)
    return False
