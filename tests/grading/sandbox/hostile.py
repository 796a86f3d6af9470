"""Programs that attack the judge instead of solving the exercise `double(x)`: name -> (source, outcome, reason).

Those that are refused and then answer honestly stay correct. None may ever print ESCAPED.
"""

from typing import Final

HONEST: Final = "def double(x):\n    return 2 * x\n"
WRONG: Final = "def double(x):\n    return x + 1\n"


def tries(statement: str) -> str:
    """Attack while the file loads, shrug when refused, then answer honestly."""
    lines = statement.strip().splitlines()
    body = "\n".join(f"    {line}" for line in lines)
    return (
        f"import os, sys, ctypes\ntry:\n{body}\nexcept BaseException:\n    pass\nelse:\n    print('ESCAPED')\n{HONEST}"
    )


def inside(statement: str) -> str:
    """Attack when the function is called."""
    body = "\n".join(f"    {line}" for line in statement.strip().splitlines())
    return f"import os, sys, ctypes, signal\nimport numpy as np\ndef double(x):\n{body}\n    return 2 * x\n"


REFUSED: Final = {
    "reads a password file": "open('/etc/shadow').read()",
    "reads the library": "os.listdir('exercises/library')",
    "reads the parent's memory": "open('/proc/1/mem', 'rb').read(1)",
    "reads its own maps": "open('/proc/self/maps').read()",
    "opens a socket": "import socket; socket.create_connection(('1.1.1.1', 53), 1)",
    "asks a name server": "import socket; socket.getaddrinfo('example.org', 80); socket.socket()",
    "forks": "os.fork()",
    "spawns a shell": "import subprocess; subprocess.run(['/bin/sh', '-c', 'true'], check=True)",
    "bombs with threads": "import threading\nwhile True: threading.Thread(target=lambda: list(iter(int, 1))).start()",
    "kills its parent": "os.kill(os.getppid(), 9)",
    "kills everything": "os.kill(-1, 9)",
    "kills the first process": "os.kill(1, 9)",
    "writes a file": "open('/tmp/left', 'w').write('x')",
    "writes into the judge": "import grading.sandbox as s; open(s.__file__, 'a').write('# x')",
    "makes a link": "os.symlink('/etc', '/tmp/etc')",
    "mounts proc": "assert ctypes.CDLL(None).mount(b'proc', b'/tmp', b'proc', 0, None) == 0",
    "makes a user namespace": "assert ctypes.CDLL(None).unshare(0x10000000) == 0",
    "traces": "assert ctypes.CDLL(None).ptrace(16, 1, 0, 0) == 0",
    "executes a file in memory": "os.memfd_create('x')",
    "raises its limits": "import resource; resource.setrlimit(resource.RLIMIT_CPU, (900, 900))",
    "becomes root": "os.setuid(0); os.setgid(0)",
    "shares memory": "from multiprocessing import shared_memory; shared_memory.SharedMemory(create=True, size=64)",
    "finds the reference in modules": "assert 'reference' in sys.modules or 'tests' in sys.modules",
    "finds the reference in frames": (
        "f, seen = sys._getframe(), ''\nwhile f:\n    seen += repr(f.f_locals)\n    f = f.f_back\n"
        "assert 'SECRET' + '-REFERENCE' in seen"
    ),
    "finds the reference in memory": (
        "import gc\nwanted = 'SECRET' + '-REFERENCE'\n"
        "texts = [v for o in gc.get_objects() if isinstance(o, dict) for v in list(o.values()) if isinstance(v, str)]\n"
        "assert any(wanted in text for text in texts if text is not wanted)"
    ),
    "reads the environment": "assert any('SECRET' in k or 'DJANGO' in k or 'REDIS' in k for k in os.environ)",
}

PROGRAMS: Final[dict[str, tuple[str, str, str]]] = {
    **{name: (tries(statement), "correct", "") for name, statement in REFUSED.items()},
    "replaces np.allclose": (
        "import numpy as np\nnp.allclose = np.isclose = np.array_equal = lambda *a, **k: True\n" + WRONG,
        "incorrect",
        "wrong value",
    ),
    "replaces the comparison of arrays": (
        (
            "import numpy as np\n"
            "class A(np.ndarray):\n    def __eq__(self, o): return True\n    __ne__ = __sub__ = lambda s, o: 0\n"
            "def double(x): return np.asarray(x).view(A)\n"
        ),
        "incorrect",
        "wrong value",
    ),
    "returns a number that equals everything": (
        "class E(float):\n    __eq__ = lambda s, o: True\n    __hash__ = None\ndef double(x): return E(7)\n",
        "incorrect",
        "wrong shape",
    ),
    "replaces the judge's functions": (
        "import grading.sandbox.checks as c, grading.sandbox.trial as t, grading.sandbox.protocol as p\n"
        "c.close = c._close_arrays = lambda *a, **k: None\nt.Trial.run = lambda self: None\n" + WRONG,
        "incorrect",
        "wrong value",
    ),
    "replaces the judge's encoder": (
        "import grading.sandbox.learner as l\nl.encode = lambda *a, **k: b'forged'\n" + WRONG,
        "incorrect",
        "protocol",
    ),
    "sends a forged frame": (
        inside("for d in range(3, 64):\n    try: os.write(d, b'\\x03\\0\\0\\0abc')\n    except OSError: pass"),
        "incorrect",
        "protocol",
    ),
    "announces a huge frame": (
        inside("for d in range(3, 64):\n    try: os.write(d, b'\\xff' * 4)\n    except OSError: pass"),
        "incorrect",
        "output",
    ),
    "closes every descriptor": (inside("os.closerange(0, 64)"), "incorrect", "killed"),
    "floods every descriptor": (
        inside("b = b'x' * 10**6\nfor d in (1, 2):\n    for _ in range(50): os.write(d, b)"),
        "correct",
        "",
    ),
    "prints a gigabyte": (
        inside("print('x' * 10**6)\nfor _ in range(1000): print('x' * 10**6)"),
        "incorrect",
        "output",
    ),
    "prints for ever and swallows": (
        inside("while True:\n    try: print('x' * 10**6)\n    except Exception: pass"),
        "incorrect",
        "time",
    ),
    "loops for ever": (inside("while True: pass"), "incorrect", "time"),
    "loops while it loads": ("while True: pass\n" + HONEST, "incorrect", "time limit"),
    "hangs in C": (inside("(2 ** 10**7) ** 100"), "incorrect", "*"),
    "sleeps": (inside("import time; time.sleep(1000)"), "incorrect", "time"),
    "ignores signals and loops": (
        inside("for s in (signal.SIGXCPU, signal.SIGTERM): signal.signal(s, signal.SIG_IGN)\nwhile True: pass"),
        "incorrect",
        "time",
    ),
    "takes all memory": (inside("a = []\nwhile True: a.append(bytearray(10**7))"), "incorrect", "raised"),
    "takes all memory and swallows": (
        inside("a = []\nwhile True:\n    try: a.append(bytearray(10**7))\n    except MemoryError: pass"),
        "incorrect",
        "time",
    ),
    "recurses": (inside("f = lambda n: f(n + 1)\nf(0)"), "incorrect", "raised"),
    "recurses without limit": (inside("sys.setrecursionlimit(10**9)\nf = lambda n: f(n + 1)\nf(0)"), "incorrect", "*"),
    "sys.exit": (inside("sys.exit(0)"), "incorrect", "raised"),
    "os._exit": (inside("os._exit(0)"), "incorrect", "killed"),
    "os._exit while it loads": ("import os\nos._exit(0)\n" + HONEST, "incorrect", "ended"),
    "leaves with atexit": ("import atexit, os\natexit.register(lambda: os.write(3, b'x'))\n" + HONEST, "correct", ""),
    "segfaults": (inside("ctypes.string_at(0)"), "incorrect", "killed"),
    "aborts": (inside("os.abort()"), "incorrect", "killed"),
    "executes 32-bit system calls": (
        inside(
            "import mmap\nm = mmap.mmap(-1, 4096, prot=7)\nm.write(bytes.fromhex('b814000000cd80c3'))\n"
            "p = ctypes.addressof(ctypes.c_char.from_buffer(m))\nctypes.CFUNCTYPE(ctypes.c_int)(p)()"
        ),
        "incorrect",
        "killed",
    ),
    "returns itself": ("def double(x):\n    r = []; r.append(r); return r\n", "incorrect", "output"),
    "returns a gigabyte": ("def double(x): return bytes(10**8)\n", "incorrect", "output"),
    "returns an array of objects": (
        "import numpy as np\ndef double(x): return np.array([print])\n",
        "incorrect",
        "unsendable",
    ),
    "returns a date": (
        "import numpy as np\ndef double(x): return np.array(['2020'], dtype='M8[Y]')\n",
        "incorrect",
        "unsendable",
    ),
    "returns a function": ("def double(x): return double\n", "incorrect", "unsendable"),
    "returns NaN": ("import numpy as np\ndef double(x): return np.full(np.shape(x), np.nan)\n", "incorrect", "nan"),
    "returns complex numbers": ("def double(x): return 2j * x\n", "incorrect", "wrong value"),
    "returns text": ("def double(x): return 'correct'\n", "incorrect", "wrong shape"),
    "returns a huge integer": ("def double(x): return 10 ** 10**5\n", "incorrect", "output"),
    "raises a lying exception": (
        (
            "class E(BaseException):\n    def __str__(self): raise self\n    __class__ = property(lambda s: 1/0)\n"
            "def double(x): raise E\n"
        ),
        "incorrect",
        "*",
    ),
    "pickles": (
        "import pickle\nclass P:\n    def __reduce__(s): return (print, ('ESCAPED',))\ndef double(x): return P()\n",
        "incorrect",
        "unsendable",
    ),
    "deletes itself": (
        "def double(x):\n    global double\n    del double\n    return 2 * x\n",
        "partially_correct",
        "missing",
    ),
    "deep parentheses": (HONEST + "x = " + "(" * 5000 + ")" * 5000, "invalid", ""),
    "deep unary": (HONEST + "x = " + "-" * 40_000 + "1", "invalid", ""),
    "a long chain": (HONEST + "x = a" + ".a" * 20_000, "*", ""),
    "an encoding that is none": ("# -*- coding: utf-7 -*-\n" + HONEST, "correct", ""),
    "an unknown encoding": ("# -*- coding: nonsense -*-\n" + HONEST, "correct", ""),
    "a null byte": (HONEST + "\0", "invalid", ""),
    "half a surrogate": (HONEST + "\ud800", "invalid", ""),
}
