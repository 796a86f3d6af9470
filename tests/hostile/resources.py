"""Time, memory and output without end."""

from tests.hostile.program import HONEST, Program, inside, returns

PROGRAMS: dict[str, Program] = {
    "loops for ever": inside("while True: pass", "incorrect", "time"),
    "loops while it loads": Program("while True: pass\n" + HONEST, "incorrect", "time limit"),
    "loops in a finaliser": inside("class F:\n    def __del__(s):\n        while True: pass\nF()", "incorrect", "time"),
    "loops as its result is read": returns(
        "L([1])", "time", "class L(list):\n    def __iter__(s):\n        while True: pass\n"
    ),
    "swallows everything and loops": inside(
        "while True:\n    try: 1 / 0\n    except BaseException: continue", "incorrect", "time"
    ),
    "sleeps": inside("import time; time.sleep(1000)", "incorrect", "time"),
    "hangs in C": inside("(3 ** 10**7) ** 10", "incorrect", "time"),
    "hangs in a regular expression": inside("import re; re.match('(a+)+$', 'a' * 60 + 'b')", "incorrect", "time"),
    "hangs in NumPy": inside("a = np.ones((400, 400))\nwhile True: a @ a", "incorrect", "time"),
    "waits for itself": inside(
        "import threading; threading.Lock().acquire() and None\nl = threading.Lock(); l.acquire(); l.acquire()",
        "incorrect",
        "time",
    ),
    "reads standard input": inside("sys.stdin.read(); os.read(0, 10)", "correct"),
    "waits on its channel": inside(
        "import select\nselect.select(range(3, 9), [], [])\nwhile True: pass", "incorrect", "raised"
    ),
    "takes all memory": inside("a = []\nwhile True: a.append(bytearray(10**7))", "incorrect", "raised"),
    "takes all memory at once": inside("np.ones(10**11)", "incorrect", "raised"),
    "takes all memory by mapping": inside(
        "import mmap\na = [mmap.mmap(-1, 2**30) for _ in range(99)]", "incorrect", "raised"
    ),
    "takes all memory and swallows": inside(
        "a = []\nwhile True:\n    try: a.append(bytearray(10**7))\n    except MemoryError: pass", "incorrect", "time"
    ),
    "doubles text": inside("s = 'x'\nwhile True: s += s", "incorrect", "raised"),
    "recurses": inside("f = lambda n: f(n + 1)\nf(0)", "incorrect", "raised"),
    # The clock, the memory or the C stack, whichever ends first on this machine.
    "recurses without limit": inside(
        "sys.setrecursionlimit(10**9)\nf = lambda n: f(n + 1)\nf(0)", "incorrect", "time|raised|killed"
    ),
    "opens many files": inside("a = [open(np.__file__) for _ in range(10**4)]", "incorrect", "raised"),
    "prints a gigabyte": inside("for _ in range(1000): print('x' * 10**6)", "incorrect", "output"),
    "prints for ever and swallows": inside(
        "while True:\n    try: print('x' * 10**6)\n    except Exception: pass", "incorrect", "time"
    ),
    "prints in small pieces": inside("while True: print('x')", "incorrect", "output"),
    "prints from below": inside("for _ in range(10**4): os.write(1, b'x' * 10**4)", "correct"),
    "floods every descriptor": inside(
        "b = b'x' * 10**6\nfor d in (0, 1, 2):\n    for _ in range(50):\n        try: os.write(d, b)\n"
        "        except OSError: pass",
        "correct",
    ),
    "prints what cannot be stored": inside("print('\\ud800\\0\\x1b[2J' * 10)", "correct"),
    "warns for ever": inside(
        "import warnings\nwarnings.simplefilter('always')\nwhile True: warnings.warn('x' * 1000)", "incorrect", "output"
    ),
}
