"""Results that are no numbers, or lie about what they are."""

from tests.hostile.program import Program, returns

PROGRAMS: dict[str, Program] = {
    "compares equal to everything": returns(
        "np.asarray(x).view(A)",
        "wrong value",
        "class A(np.ndarray):\n    def __eq__(self, o): return True\n    __ne__ = __sub__ = lambda s, o: 0\n"
        "    __array_ufunc__ = lambda s, *a, **k: 0\n",
    ),
    "is a number that equals everything": returns(
        "E(7)", "wrong shape", "class E(float):\n    __eq__ = lambda s, o: True\n    __hash__ = None\n"
    ),
    "pretends another class": returns(
        "P()",
        "raised",
        "class P:\n    __class__ = property(lambda s: np.ndarray)\n    __array__ = lambda s, *a: 1\n",
    ),
    "changes on every look": returns(
        "V([1])",
        "wrong shape",
        "class V(list):\n    n = 0\n    def __len__(s):\n        V.n += 1\n        return V.n\n",
    ),
    "speaks array without being one": returns(
        "P()",
        "unsendable",
        "class P:\n    __array_interface__ = dict(shape=(3,), typestr='<f8', data=(1, False), version=3)\n",
    ),
    "lies about its memory": returns("np.lib.stride_tricks.as_strided(np.zeros(1), (10**6,), (8 * 10**6,))", "killed"),
    "claims a huge shape": returns("np.lib.stride_tricks.as_strided(np.zeros(1), (10**12,), (0,))", "output"),
    "claims many axes": returns("np.zeros((1,) * 32)", "output"),
    "fills eight axes": returns("np.ones((7,) * 8, dtype='int8')", "wrong shape"),
    "is empty and long": returns("np.zeros((2**20, 0))", "wrong shape"),
    "holds itself": returns("r", "output", "r = []; r.append(r)\n"),
    "holds itself by a table": returns("r", "output", "r = {}; r[1] = r\n"),
    "is nested deeply": returns("r", "output", "r = []\nfor _ in range(10**5): r = [r]\n"),
    "branches without end": returns("r", "output", "r = [1]\nfor _ in range(60): r = [r, r]\n"),
    "is a gigabyte": returns("bytes(10**8)", "output"),
    "has a million items": returns("[0] * 10**6", "output"),
    "is a huge integer": returns("10 ** 10**5", "output"),
    "is long text": returns("'<script>' * 10**6", "wrong shape"),
    "is text for NumPy to widen": returns("['x' * 10**6] + ['y'] * 1000", "unusable"),
    "has keys that collide": returns("{k * (2**61 - 1): 0 for k in range(1, 4500)}", "output"),
    "is an array of objects": returns("np.array([print])", "unsendable"),
    "is a date": returns("np.array(['2020'], dtype='M8[Y]')", "unsendable"),
    "is a record": returns("np.zeros(3, dtype=[('a', float)])", "unsendable"),
    "is an array of text": returns("np.array(['2', '4', '6'])", "unsendable"),
    "is a long double": returns("np.zeros(3, dtype=np.longdouble)", "unsendable"),
    "is a function": returns("double", "unsendable"),
    "is a generator": returns("(2 * t for t in x)", "unsendable"),
    "is a module": returns("np", "unsendable"),
    "is pickled": returns("P()", "unsendable", "class P:\n    def __reduce__(s): return (print, ('ESCAPED',))\n"),
    "is NaN": returns("np.full(np.shape(x), np.nan)", "nan"),
    "is infinite": returns("np.full(np.shape(x), np.inf)", "wrong value"),
    "is complex": returns("2j * x", "wrong value"),
    "is complex by nothing": returns("2 * x + 0j * np.nan", "nan"),
    "is true": returns("True", "wrong shape"),
    "is the word": returns("'correct'", "wrong shape"),
    "is half a surrogate": returns("'\\ud800\\0'", "wrong shape"),
    "has a name without end": returns("type('x' * 10**7, (), {})()", "unsendable"),
    "has a name that cannot be shown": returns("type('a`\\n<b>', (), {})()", "unsendable"),
    "NaN where something is assumed": Program(
        "import numpy as np\ndef double(x):\n    return np.nan\n", "incorrect", "unusable", "assuming"
    ),
    "what the assumption rules out": Program("def double(x):\n    return -1\n", "incorrect", "unusable", "assuming"),
}
