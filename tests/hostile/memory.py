"""NumPy's ways into memory, and values that lie about what they hold while they are read."""

from tests.hostile.forgeries import FIND, RETURNED
from tests.hostile.program import Program, inside, refused, returns

INTERFACE = (
    "class P:\n    def __init__(s, **more): s.__array_interface__ = dict(shape=(8,), typestr='|u1', version=3) | more\n"
)
VIEW = "np.asarray(x).view(A)"
STRIDES = "from numpy.lib.stride_tricks import as_strided\n"
# Tuples with one hash that differ at their ends only: a table of them is the slowest there is.
COSTLY = "COSTLY = [tuple([2**900] * 50 + [k * (2**61 - 1)]) for k in range(1, 4000)]\n"


def forged(tag: str, items: str, each: int = 1, reason: str = "output") -> Program:
    """A table or set whose frame is written by hand: its sender need not build it. each: items of one entry."""
    return Program(
        f"import os\nimport numpy as np\n{FIND}{COSTLY}b = bytearray(encode({items}))\n"
        f"b[:5] = {tag.encode()!r} + (int.from_bytes(b[1:5], 'little') // {each}).to_bytes(4, 'little')\n"
        f"frame = encode({RETURNED}).replace(encode(7.0), bytes(b))\n"
        "def double(x):\n    line().send_body(frame)\n    os._exit(0)\n",
        "incorrect",
        reason,
    )


PROGRAMS: dict[str, Program] = {
    "reads where it likes": inside(INTERFACE + "np.asarray(P(data=(0x1000, True))).sum()", "incorrect", "killed"),
    "writes where it likes": inside(
        INTERFACE + "np.asarray(P(data=(id(None), False)))[:] = 255", "incorrect", "killed|raised|protocol|time"
    ),
    "looks for the reference around its own objects": refused(
        "import numpy as np\n" + INTERFACE + "w = b'SECRET' + b'-REFERENCE'\nfound = False\n"
        "for o in list(sys.modules.values()):\n"
        "    a = P(data=(id(o) & ~4095, True), shape=(4096,))\n    found = found or w in np.asarray(a).tobytes()\n"
        "assert found"
    ),
    "reads behind its argument": inside(
        STRIDES + "if b'SECRET' + b'-REFERENCE' in as_strided(np.asarray(x, float), (4096,), (8,)).tobytes():\n"
        "    print('ESCAPED')",
        "correct",
    ),
    "writes behind its argument": inside(
        STRIDES + "as_strided(np.asarray(x, float), (10**7,), (8,))[:] = 7", "incorrect", "killed|raised|protocol|time"
    ),
    "makes constants writable": inside(
        "a = np.frombuffer(b'x' * 99, 'u1')\na.flags.writeable = True\na[:] = 0", "incorrect", "raised"
    ),
    "has strides that wrap": inside(STRIDES + "as_strided(np.zeros(1), (4,), (2**62,)).sum()", "*", "*"),
    "has a negative shape": inside(INTERFACE + "np.asarray(P(data=(id(x), True), shape=(-1,)))", "incorrect", "raised"),
    "sets a state by hand": inside(
        "a = np.zeros(1)\na.__setstate__((1, (1,), np.dtype('O'), False, [print]))\na[0]('x')", "*", "*"
    ),
    "unpickles what it likes": inside("import pickle\npickle.loads(b'cbuiltins\\nprint\\n(S\"x\"\\ntR.')", "correct"),
    "maps a file for writing": refused("import numpy as np\nnp.memmap(np.__file__, mode='r+')"),
    "saves an array": refused("import numpy as np\nnp.save('/tmp/nabla-hostile-left', np.zeros(9))"),
    "loads a file of the machine": refused("import numpy as np\nnp.fromfile('/etc/passwd', 'u1')"),
    "loads text of the machine": refused("import numpy as np\nnp.genfromtxt('/etc/passwd', dtype=str)"),
    "fetches by NumPy": refused("import numpy as np\nnp.lib.npyio.DataSource('/tmp').open('http://1.1.1.1/x')"),
    "compiles in C": refused("import numpy.f2py as f\nassert not f.compile('end', modulename='x')"),
    "takes memory in strides": inside(
        "a = [np.full(2**k % 4097 + 2**16, 1.0) for k in range(10**6)]", "incorrect", "raised"
    ),
    "takes memory by broadcasting": inside(
        "np.broadcast_to(x.ravel()[:1], (10**5, 10**5)) * 1.0", "incorrect", "raised"
    ),
    "takes memory by a product": inside("np.outer(np.ones(10**5), np.ones(10**5))", "incorrect", "raised"),
    "takes memory by text": inside("np.array(['x' * 10**6] + ['y'] * 10**4)", "incorrect", "raised"),
    "takes memory that it never touches": inside("a = [np.empty(10**6) for _ in range(10**4)]", "incorrect", "raised"),
    "sorts for ever": inside("while True: np.sort(np.random.default_rng(0).random(10**6))", "incorrect", "time"),
    "finds eigenvalues for ever": inside("while True: np.linalg.eig(np.ones((300, 300)))", "incorrect", "time"),
    "multiplies ever larger integers": inside("n = 3\nwhile True: n = n * n", "incorrect", "time|raised"),
    "writes a huge integer": inside("sys.set_int_max_str_digits(0)\nstr(7 ** 10**7)", "incorrect", "time"),
    "reads a huge integer": inside("int('9' * 10**5)", "incorrect", "raised"),
    "formats a wide number": inside("f'{1:{10**9}d}'", "incorrect", "raised"),
    "repeats a list of itself": inside("a = [0]\nwhile True: a = a * 9", "incorrect", "raised"),
    "is a view that finishes badly": returns(
        VIEW,
        "raised",
        "class A(np.ndarray):\n    def __array_finalize__(s, o): os\n    def tobytes(s, *a, **k): return b'7' * 24\n",
    ),
    "tells other bytes": returns(
        VIEW, "wrong value", "class A(np.ndarray):\n    tobytes = lambda s, *a, **k: np.full(s.shape, 7.0).tobytes()\n"
    ),
    "tells fewer bytes": returns(VIEW, "*", "class A(np.ndarray):\n    tobytes = lambda s, *a, **k: b''\n"),
    "tells another shape": returns(
        VIEW, "wrong value|wrong shape|protocol", "class A(np.ndarray):\n    shape = (2**40,)\n    nbytes = 0\n"
    ),
    "tells another dtype": returns(VIEW, "*", "class A(np.ndarray):\n    dtype = np.dtype('int8')\n"),
    "prices nothing": returns("np.ones(10**7).view(A)", "output", "class A(np.ndarray):\n    nbytes = 0\n"),
    # What is under the mask is what is asked for.
    "is a masked array": Program(
        "import numpy as np\ndef double(x):\n    return np.ma.array(2 * x, mask=True)\n", "correct"
    ),
    "is a matrix": returns("np.matrix(np.ravel(2 * x)).T", "wrong shape"),
    "is an array that hides": returns("np.ma.masked", "*"),
    "counts without end": returns(
        "L()", "time|output|raised", "class L(dict):\n    def items(s):\n        while True: yield 1, 1\n"
    ),
    "lies about its length": returns("L([7])", "raised", "class L(list):\n    __len__ = lambda s: 10**18\n"),
    "has a negative length": returns("L([7])", "raised", "class L(list):\n    __len__ = lambda s: -1\n"),
    "is another class on each look": returns(
        "P()",
        "unsendable|raised|output|wrong shape|killed",
        "import itertools\nkinds = itertools.cycle([list, dict, np.ndarray, int])\n"
        "class P:\n    __class__ = property(lambda s: next(kinds))\n    __iter__ = lambda s: iter([s, s])\n",
    ),
    "sorts itself by a lie": returns("{R(), R()}", "unsendable|raised", "class R:\n    __repr__ = lambda s: 1 / 0\n"),
    "recurses as it is read": returns(
        "{R(), R()}", "raised|unsendable", "class R:\n    __repr__ = lambda s: repr(s)\n"
    ),
    "compares without end": returns(
        "{R(1.0), R(2.0)}", "time", "class R(float):\n    def __repr__(s):\n        while True: pass\n"
    ),
    "converts without end": returns("I(7)", "time", "class I(int):\n    def __int__(s):\n        while True: pass\n"),
    "converts to more": returns("I(7)", "output", "class I(int):\n    __int__ = lambda s: 1 << 10**6\n"),
    "has sets that collide": returns("[{k * (2**61 - 1) for k in range(1, 1000)}] * 60", "output"),
    "has keys that collide in tuples": forged("m", "[t for k in COSTLY for t in (k, 0)]", 2),
    "has items that are costly to tell apart": forged("S", "COSTLY"),
    "has many short keys that collide": forged("S", "[(2.0**900, k * (2**61 - 1)) for k in range(1, 4000)]", 1, "*"),
    "is a thousand large arrays": returns("[np.ones(10**4)] * 1000", "output"),
    "is many small arrays": returns("[np.ones(1)] * 100_000", "*"),
    "is a table of wide text": returns("['\\U0010ffff' * 10**6] * 3", "not numbers"),
    "is text for a table": returns("[['x' * 10**5] * 60] * 4", "unusable|wrong shape|output"),
    "is ragged": returns("[[1], [1, [2]]]", "not numbers"),
    "is a list of numbers without end": returns("[1e308 * 10, -1e308 * 10, 0]", "wrong value"),
    "is a huge integer that crosses": returns("[1 << 8000] * 3", "not numbers|wrong value"),
    "is a subnormal": returns("x * 5e-324", "wrong value"),
    "is negative zero": returns("x * -0.0", "wrong value"),
}
