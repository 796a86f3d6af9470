MOSTLY_ZERO = sampled_from([0.0] * 8 + [1.0, -2.0, 2.5])
MIDDLE_EMPTY = [[5.0, 0.0, 0.0, 2.0], [0.0, 0.0, 0.0, 0.0], [0.0, 3.0, 0.0, 0.0]]
LAST_EMPTY = [[0.0, 1.0], [2.0, 0.0], [0.0, 0.0]]


def stored(A):
    """data, indices and indptr of a dense matrix; the last two are whole numbers also when empty."""
    rows, columns = np.nonzero(A)
    counts = np.bincount(rows, minlength=len(A))
    return A[rows, columns], columns.astype(int), np.concatenate([[0], np.cumsum(counts)]).astype(int)


def large(size=10**5):
    """A sparse matrix of 20 entries, a vector, and their product."""
    rows = np.arange(0, size, size // 20)
    data, indices = np.arange(1.0, 21.0), (7 * rows + 3) % size
    indptr = np.searchsorted(rows, np.arange(size + 1)).astype(np.int32)
    x = np.arange(size, dtype=np.float32) / size
    product = np.zeros(size)
    product[rows] = data * x[indices]
    return (data, indices, indptr, x), product


# Made once, not for every submission.
LARGE, LARGE_PRODUCT = large()


@weight(2, "Agrees with the dense product")
@given(A=matrices("m", "d", elements=MOSTLY_ZERO), x=vectors("d"), m=(0, 8), d=(1, 8), examples=20)
@example(A=[[5.0, 0.0], [1.0, 3.0]], x=[1.0, 10.0])
def test_value(learner, A, x):
    close(learner.csr_matvec(*stored(A), x), A @ x)


@weight(1, "Rows without entries give 0", says="A row whose two ends in `indptr` are equal owns nothing.")
@example(A=MIDDLE_EMPTY, x=[1.0, 10.0, 100.0, 1000.0])
@example(A=LAST_EMPTY, x=[1.0, 10.0])
@example(A=[[0.0, 0.0], [4.0, 0.0]], x=[1.0, 10.0])
def test_empty_rows(learner, A, x):
    close(learner.csr_matvec(*stored(A), x), A @ x)


@weight(
    1,
    "A column stored twice in a row counts twice",
    says="`y[rows] += ...` and `dense[row, column] = ...` keep only one of the values.",
)
@example(data=[1.0, 2.0, 4.0], indices=[1, 1, 0], indptr=[0, 2, 3], x=[1.0, 10.0], want=[30.0, 4.0])
def test_repeated_columns(learner, data, indices, indptr, x, want):
    close(learner.csr_matvec(data, indices, indptr, x), want)


@weight(
    1,
    "A matrix without stored entries gives zeros, one without rows nothing",
    visible=False,
    says="Begin with `np.zeros(m)`, where $m$ is `len(indptr) - 1`, and add what is stored.",
)
@given(m=integers(0, 4), x=vectors(1, 4), examples=6)
def test_nothing_stored(learner, m, x):
    nothing = np.zeros(0, dtype=int)
    close(learner.csr_matvec(np.zeros(0), nothing, np.zeros(m + 1, dtype=int), x), np.zeros(m))


@weight(1, "The unit vector of column j gives column j", visible=False)
@given(A=matrices("m", "d", elements=MOSTLY_ZERO), j=integers(0, 5), m=(1, 6), d=(1, 6), examples=12)
def test_columns(learner, A, j):
    j = j % A.shape[1]
    close(learner.csr_matvec(*stored(A), np.eye(A.shape[1])[j]), A[:, j])


@weight(1, "Mixtures of vectors give mixtures of results, one number for each row", visible=False)
@given(
    A=matrices("m", "d", elements=MOSTLY_ZERO),
    x=vectors("d"),
    z=vectors("d"),
    a=quarters(-3, 3),
    b=quarters(-3, 3),
    examples=8,
)
def test_linear(learner, A, x, z, a, b):
    csr = stored(A)
    of_x, of_z = (np.asarray(learner.csr_matvec(*csr, each)) for each in (x, z))
    same_shape(of_x, np.zeros(len(A)))
    close(learner.csr_matvec(*csr, a * x + b * z), a * of_x + b * of_z)


@weight(1, "The order of the entries inside a row does not matter", visible=False)
@given(A=matrices("m", "d", elements=MOSTLY_ZERO), x=vectors("d"), seed=integers(0, 99), m=(1, 4), d=(2, 6), examples=8)
@example(A=[[1.0, 2.0, 3.0], [4.0, 5.0, 0.0]], x=[1.0, 10.0, 100.0], seed=0)
def test_order_inside_rows(learner, A, x, seed):
    data, indices, indptr = stored(A)
    rows = np.repeat(np.arange(len(A)), np.diff(indptr))
    p = np.lexsort((np.random.default_rng(seed).random(len(data)), rows))
    close(learner.csr_matvec(data[p], indices[p], indptr, x), A @ x)


@weight(
    1,
    "Whole-number counts take fractional weights",
    visible=False,
    says="An array of whole numbers cuts fractions off. Collect the sums in an array of floats.",
)
def test_whole_numbers(learner):
    data, indices, indptr = np.array([5, 2, 3]), np.array([0, 3, 1]), np.array([0, 2, 2, 3])
    close(learner.csr_matvec(data, indices, indptr, np.array([0.5, 0.25, 1.0, 0.1])), [2.7, 0.0, 0.75])


@weight(1, "The inputs stay as they are")
@given(A=matrices("m", "d", elements=MOSTLY_ZERO), x=vectors("d"), m=(1, 4), d=(1, 4), examples=4)
@example(A=MIDDLE_EMPTY, x=[1.0, 10.0, 100.0, 1000.0])
def test_unchanged(learner, A, x):
    close(fresh(learner.csr_matvec, *stored(A), x), A @ x)


@weight(
    2,
    "100 000 rows and columns with 20 entries",
    visible=False,
    says="Touch only the stored entries: the dense matrix would take 80 gigabytes.",
)
def test_large(learner):
    close(learner.csr_matvec(*LARGE), LARGE_PRODUCT)


X = np.array([1.0, 10.0])


@misconception(
    "empty-row-not-empty", "`reduceat` returns a single entry where a row is empty. An empty row must give $0$."
)
def reduceat(learner):
    got = learner.csr_matvec(np.array([1.0, 2.0, 3.0]), np.array([0, 1, 0]), np.array([0, 1, 1, 3]), X)
    return is_close(got, [1.0, 20.0, 23.0])


@misconception(
    "one-product-a-row",
    "`y[rows] += products` adds only one product to each row: repeated indices overwrite each other. `np.add.at` "
    "adds all.",
)
def one_product(learner):
    got = learner.csr_matvec(np.array([1.0, 2.0, 4.0]), np.array([0, 1, 0]), np.array([0, 2, 3]), X)
    return is_close(got, [20.0, 4.0]) or is_close(got, [1.0, 4.0])


@misconception(
    "whole-number-result",
    "The sums are collected in an array of whole numbers, so fractions are cut off. Take an array of floats.",
)
def whole_numbers(learner):
    indices, indptr = np.array([0, 1]), np.array([0, 1, 2])
    whole = learner.csr_matvec(np.array([1, 3]), indices, indptr, X / 4)
    return is_close(whole, [0.0, 7.0]) and is_close(
        learner.csr_matvec(np.array([1.0, 3.0]), indices, indptr, X), [1, 30]
    )


@misconception(
    "indptr-read-as-lengths",
    "`indptr` has one more entry than there are rows: it stores where each row starts, and the final end.",
)
def lengths(learner):
    got = learner.csr_matvec(np.array([2.0]), np.array([0]), np.array([0, 1]), np.ones(4))
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


# [[0, 2, 0], [3, 0, 5]] times (1, 10, 100).
TWO_ROWS = (np.array([2.0, 3.0, 5.0]), np.array([1, 0, 2]), np.array([0, 1, 3]), np.array([1.0, 10.0, 100.0]))


# [[0, 2, 0, 0]] times (1, 10, 100, 1000).
ONE_ROW = (np.array([2.0]), np.array([1]), np.array([0, 1]), np.array([1.0, 10.0, 100.0, 1000.0]))


@misconception("one-number-a-column", "The result has one number for each column. It needs one for each row.")
def as_long_as_x(learner):
    return np.shape(learner.csr_matvec(*ONE_ROW)) == (4,)


@misconception(
    "vector-left-out", "The stored values are added up without the vector: each meets `x[indices[k]]` first."
)
def without_x(learner):
    return is_close(learner.csr_matvec(*TWO_ROWS), [2.0, 8.0])


@misconception(
    "row-for-column",
    "Each stored value meets the entry of `x` that belongs to its column, `x[indices[k]]`, not to its row.",
)
def row_for_column(learner):
    return is_close(learner.csr_matvec(*TWO_ROWS), [2.0, 80.0])


@misconception(
    "end-included",
    "Row `i` owns the places from `indptr[i]` up to, but not including, `indptr[i + 1]`. You take one more.",
)
def end_included(learner):
    return is_close(learner.csr_matvec(*TWO_ROWS), [23.0, 503.0])
