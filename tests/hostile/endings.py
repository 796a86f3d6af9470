"""Ways to end, and what is left to run afterwards."""

from tests.hostile.program import HONEST, Program, inside

PROGRAMS: dict[str, Program] = {
    "sys.exit": inside("sys.exit(0)", "incorrect", "raised"),
    "raises SystemExit while it loads": Program("raise SystemExit\n" + HONEST, "incorrect", "raised"),
    "os._exit": inside("os._exit(0)", "incorrect", "killed"),
    "os._exit while it loads": Program("import os\nos._exit(0)\n" + HONEST, "incorrect", "ended"),
    "exits at the end of the file": Program(HONEST + "import os\nos._exit(0)\n", "incorrect", "ended"),
    "runs at exit": Program(
        "import atexit, os\natexit.register(lambda: (os.write(3, b'x'), print('ESCAPED')))\n" + HONEST, "correct"
    ),
    "exits by libc": inside("ctypes.CDLL(None).exit(0)", "incorrect", "killed"),
    "stops itself": inside("os.kill(os.getpid(), signal.SIGSTOP)", "incorrect", "raised"),
    "raises a signal": inside("signal.raise_signal(9)", "incorrect", "raised"),
    "segfaults": inside("ctypes.string_at(0)", "incorrect", "killed"),
    "segfaults while it loads": Program("import ctypes\nctypes.string_at(0)\n" + HONEST, "incorrect", "ended"),
    # What a destroyed interpreter does next depends on where things lie in its memory.
    "overwrites None": inside("ctypes.memset(id(None), 255, 16)", "incorrect", "killed|raised|protocol|time"),
    "destroys the heap": inside(
        "p = ctypes.CDLL(None).free\np(id(x))\np(id(x))", "incorrect", "killed|raised|protocol|time"
    ),
    "aborts": inside("os.abort()", "incorrect", "killed"),
    # On ARM a division by zero gives zero, and nothing happens.
    "divides by zero in C": inside("import faulthandler; faulthandler._sigfpe()", "*", "killed|"),
    "overflows the C stack": inside("import faulthandler; faulthandler._stack_overflow()", "incorrect", "killed"),
    "raises KeyboardInterrupt": inside("raise KeyboardInterrupt", "incorrect", "raised"),
    "raises what cannot be shown": Program(
        "class E(BaseException):\n    def __str__(self): raise self\n    __class__ = property(lambda s: 1/0)\n"
        "def double(x): raise E\n",
        "incorrect",
        "killed",
    ),
    "raises with an endless text": Program(
        "class E(Exception):\n    def __str__(self):\n        while True: pass\ndef double(x): raise E\n",
        "incorrect",
        "time",
    ),
    "raises with a long text": inside("raise ValueError('x' * 10**7)", "incorrect", "raised"),
    "raises a class with a long name": inside("raise type('E' * 10**6, (Exception,), {})", "incorrect", "raised"),
    "raises a class with many bases": inside(
        "E = Exception\nfor i in range(200): E = type(f'E{i}', (E,), {})\nraise E", "incorrect", "raised"
    ),
    "raises a thousand causes": inside(
        "e = None\nfor i in range(10**4):\n    n = ValueError(i); n.__cause__ = e; e = n\nraise e",
        "incorrect",
        "raised",
    ),
    "raises a group": inside("raise BaseExceptionGroup('x', [KeyboardInterrupt()])", "incorrect", "raised"),
    "pretends an assumption": inside(
        "from hypothesis.errors import UnsatisfiedAssumption as U\nraise U", "incorrect", "raised"
    ),
    "deletes itself": Program(
        "def double(x):\n    global double\n    del double\n    return 2 * x\n", "partially_correct", "missing"
    ),
}
