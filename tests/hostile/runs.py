"""Programs that are run and not submitted, with lines typed beside them: values, prints and plots come back."""

from tests.hostile.forgeries import FIND
from tests.hostile.program import HONEST, LEFT, Program

PLOT = "import matplotlib.pyplot as plt\n"
EVALUATED = "{'what': 'evaluated', 'value': '7', 'printed': ''}"
# A picture in the form of the wire, of rows that are packed as one likes, with a chunk before them.
PNG = """import struct, zlib
def chunk(name, data):
    return struct.pack('>I', len(data)) + name + data + struct.pack('>I', zlib.crc32(name + data))
def png(width, height, packed, more=b''):
    head = chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 0, 0, 0, 0))
    return b'\\x89PNG\\r\\n\\x1a\\n' + head + more + chunk(b'IDAT', packed) + chunk(b'IEND', b'')
def picture(data, title='t', problem=''):
    return {'png': data, 'title': title, 'problem': problem}
"""


def typed(
    lines: str, reason: str = "", source: str = HONEST, outcome: str = "ran", exercise: str = "double"
) -> Program:
    return Program(source, outcome, reason, exercise, typed=lines)


def shows(pictures: str, reason: str = "picture") -> Program:
    """Send pictures by hand."""
    send = f"line().send({EVALUATED}); line().send({{'what': 'pictures', 'pictures': {pictures}}})\nos._exit(0)"
    return typed(send, reason, FIND + PNG + HONEST)


PROGRAMS: dict[str, Program] = {
    # What the lines give.
    "types an endless loop": typed("while True: pass", "time"),
    "types what ends the program": typed("import os\nos._exit(0)", "told"),
    "types an exit": typed("raise SystemExit", "told"),
    "types what cannot be read": typed("((", "told"),
    "types what nests too deeply": typed("(" * 900 + ")" * 900, "told"),
    "types a NUL": typed("1\0", "told", outcome="stopped"),
    "types half a character": typed("'\ud800'", "told", outcome="stopped"),
    "types too much": typed("1\n" * 3000, "told", outcome="stopped"),
    "types a question": typed("input()", "told"),
    "types a value without end": typed(
        "V()", "time", "class V:\n    def __repr__(s):\n        while True: pass\n" + HONEST
    ),
    "types a value of a long text": typed("V()", "", "class V:\n    __repr__ = lambda s: 'x' * 10**7\n" + HONEST),
    "types a value of no text": typed("V()", "told", "class V:\n    __repr__ = lambda s: 7\n" + HONEST),
    "types a value that raises": typed("V()", "told", "class V:\n    __repr__ = lambda s: s.x\n" + HONEST),
    "types a value that pretends to be a plot": typed(
        "V()", "", "class V:\n    __repr__ = lambda s: '<b>'\nV.__module__ = 'matplotlib.x'\n" + HONEST
    ),
    "types a value whose module is none": typed(
        "V()", "told", "class M(type):\n    __module__ = property(lambda s: 7)\nclass V(metaclass=M): pass\n" + HONEST
    ),
    "types a list of itself": typed("a = [7]\na.append(a)\na"),
    "types a huge integer": typed("10 ** 10**6", "told"),
    "types a print without end": typed("while True: print('x' * 10**4)", "told"),
    "types much memory": typed("np.ones(10**11)", "told"),
    "types a file of the machine": typed("open('/etc/passwd').read()", "told"),
    "types a file to leave": typed(f"open('{LEFT}', 'w')", "told"),
    "types a shell": typed("import subprocess\nsubprocess.run(['true'])", "told"),
    "types a look at the reference": typed(
        "import gc\n'SECRET' + '-REFERENCE' in str([v for o in gc.get_objects() if type(o) is dict\n"
        "    for k, v in list(o.items()) if k == 'reference'])"
    ),
    "types a look at the tests": typed("import sys\nsorted(n for n in sys.modules if 'author' in n or 'tests' in n)"),
    "types what changes the examples": typed("import numpy\nnumpy.arange = None\ndef double(x): return 7\ndouble(1)"),
    "types what is forbidden": typed("np.linalg.solve(np.eye(2), np.ones(2))", "told", exercise="without linalg"),
    "runs what hidden tests would call": typed(
        "", "", "def double(x):\n    print(x)\n    return 2 * x\n", exercise="hidden"
    ),
    "runs what looks for hidden tests": typed(
        "",
        "",
        "import gc\nw = ''.join(map(chr, (51, 49, 51, 51, 55)))\n"
        "print([o for o in gc.get_objects() if w in repr(o)[:999]])\n" + HONEST,
        exercise="hidden",
    ),
    # Frames by hand.
    "forges its value": typed(f"line().send({EVALUATED})", "", FIND + HONEST),
    "forges a long value": typed(f"line().send({EVALUATED} | {{'value': 'x' * 10**6}})", "told", FIND + HONEST),
    "forges a value that is none": typed(f"line().send({EVALUATED} | {{'value': [7]}})", "told", FIND + HONEST),
    "forges more fields": typed(f"line().send({EVALUATED} | {{'x': 7}})", "told", FIND + HONEST),
    "forges a verdict": typed("line().send({'what': 'report', 'tests': []})", "told", FIND + HONEST),
    "forges that it loaded twice": typed("line().send({'what': 'loaded'})", "told", FIND + HONEST),
    # Plots.
    "draws very many figures": typed("for i in range(300): plt.figure(figsize=(1, 1))", "*", PLOT + HONEST),
    "draws a huge figure": typed("plt.figure(figsize=(10**4, 10**4))\nplt.plot([1])", "*", PLOT + HONEST),
    "draws a thin figure": typed("plt.figure(figsize=(1e-9, 1))", "*", PLOT + HONEST),
    "draws an endless figure": typed("plt.figure(figsize=(float('inf'), 1))", "*", PLOT + HONEST),
    "draws noise": typed("plt.imshow(np.random.rand(3000, 3000))", "*", PLOT + HONEST),
    "draws a million points": typed("plt.plot(np.random.rand(10**6), 'o')", "*", PLOT + HONEST),
    "draws a long title": typed("plt.title('x' * 10**5)", "*", PLOT + HONEST),
    "draws a formula without end": typed("plt.title('$' + r'\\frac{1}{' * 300 + '}' * 300 + '$')", "*", PLOT + HONEST),
    "draws by TeX": typed("plt.rc('text', usetex=True)\nplt.title('x')", "picture|told", PLOT + HONEST),
    "draws for ever": typed(
        "plt.figure().savefig = lambda *a, **k: iter(int, 1).__next__() or [0 for _ in iter(int, 1)]",
        "picture",
        PLOT + HONEST,
    ),
    "draws into a file": typed(f"plt.savefig('{LEFT}.png')", "told", PLOT + HONEST),
    "reads a file as a picture": typed("plt.imread('/etc/passwd')", "told", PLOT + HONEST),
    "reads a page as a picture": typed("plt.imread('http://1.1.1.1/x.png')", "told", PLOT + HONEST),
    "opens a window": typed("plt.switch_backend('tkagg')", "*", PLOT + HONEST),
    "sends no pictures": shows("7", ""),
    "sends pictures that are none": shows("[7, 'x', {}]"),
    "sends a page as a picture": shows("[picture(b'<svg onload=alert(1)>')]"),
    "sends a picture of another kind": shows("[picture(b'GIF89a')]"),
    "sends a picture that unpacks without end": shows("[picture(png(9, 9, zlib.compress(bytes(10**8))))]"),
    "sends a picture that is too wide": shows("[picture(png(10**6, 1, zlib.compress(bytes(10**6 + 1))))]"),
    "sends a picture of no size": shows("[picture(png(0, 0, b''))]"),
    "sends a picture with something behind it": shows(
        "[picture(png(1, 1, zlib.compress(bytes(2))) + b'ESC' + b'APED')]"
    ),
    "sends a picture with a text in it": shows(
        "[picture(png(1, 1, zlib.compress(bytes(2)), chunk(b'tEXt', b'a\\0<script>')))]", ""
    ),
    "sends a picture with a chunk too many": shows(
        "[picture(png(1, 1, zlib.compress(bytes(2)), chunk(b'IHDR', bytes(13))))]"
    ),
    "sends a picture of a million chunks": shows(
        "[picture(png(1, 1, zlib.compress(bytes(2)), chunk(b'x' * 4, b'') * 30000))]", "*"
    ),
    "sends a picture with a wrong sum": shows("[picture(png(1, 1, zlib.compress(bytes(2)))[:-1] + b'0')]"),
    "sends a title without end": shows("[picture(png(1, 1, zlib.compress(bytes(2))), '<b>' * 10**6)]", ""),
    "sends a problem without end": shows("[picture(b'', 't', '`<b>' * 10**6)]"),
    "sends a thousand pictures": shows("[picture(png(1, 1, zlib.compress(bytes(2))))] * 1000", ""),
    # The file beside the lines.
    "loops as it loads, to be run": typed("1", "time", "while True: pass\n" + HONEST, "stopped"),
    "leaves as it loads, to be run": typed("1", "told", "import os\nos._exit(0)\n" + HONEST, "stopped"),
    "prints without end, to be run": typed("1", "told", "while True: print('x' * 9999)\n" + HONEST, "stopped"),
}
