"""Python's own hooks: tracing, auditing, importing, finalising, encodings, generators, signals, the end."""

from tests.hostile.program import HONEST, LEFT, WRONG, Program, inside, refused

LIBC = "libc = ctypes.CDLL(None)\n"


def hooked(hooks: str, outcome: str = "correct", reason: str = "") -> Program:
    """Hook something while the file loads, then answer honestly."""
    return Program(f"import os, sys, ctypes\nimport numpy as np\n{hooks}\n{HONEST}", outcome, reason)


def cheats(hooks: str, reason: str = "wrong value") -> Program:
    """Hook something while the file loads, then answer wrongly."""
    return Program(f"import os, sys, ctypes\nimport numpy as np\n{hooks}\n{WRONG}", "incorrect", reason)


PROGRAMS: dict[str, Program] = {
    # Changing what its own side of the line is made of.
    "replaces struct": cheats("import grading.sandbox.protocol as p\np._U32 = p._F64 = p._I64 = None", "killed|ended"),
    "replaces the writers of values": cheats(
        "import grading.sandbox.protocol as p\np._EXACT.clear()\np._WRITERS = ()", "protocol|unsendable|ended|killed"
    ),
    "writes every value as the right one": cheats(
        "import grading.sandbox.protocol as p\np._EXACT[np.ndarray] = lambda w, v, d: w.put(b'd' + bytes(8))",
        "wrong shape",
    ),
    "widens the caps": Program(
        "import numpy as np\nimport grading.sandbox.protocol as p\n"
        "for c in [o for o in __import__('gc').get_objects() if type(o) is p.Caps]:\n"
        "    object.__setattr__(c, 'size', 2**40); object.__setattr__(c, 'nodes', 2**40)\n"
        "def double(x):\n    return bytes(10**8)\n",
        "incorrect",
        "output|raised",
    ),
    "replaces the console": cheats("import grading.sandbox.learner.process as l\nl.Printed.write = None"),
    "replaces standard output by the channel": cheats(
        "import gc\nfrom grading.sandbox.channel import Channel\n"
        "c = next(o for o in gc.get_objects() if type(o) is Channel)\n"
        "class W:\n    def write(s, t): c.send_body(t.encode())\n    flush = lambda s: None\n"
        "sys.stdout = W()\nprint('x')",
        "protocol|unreadable result",
    ),
    "hides its tracks in linecache": cheats("import linecache\nlinecache.getlines = linecache.cache = None"),
    "replaces the description of what it raises": Program(
        "import grading.sandbox.learner.process as l\n"
        "l.describe = lambda r: dict(type='x' * 10**6, message='<b>', file='answer.py', line=1)\n"
        "def double(x): raise ValueError\n",
        "incorrect",
        "protocol",
    ),
    "takes its own module away": hooked("del sys.modules['answer'], sys.modules['__main__']"),
    "replaces its module by a liar": cheats(
        "class M(type(sys)):\n    __getattribute__ = lambda s, n: (lambda x: x * 2 + 1)\n"
        "sys.modules['answer'].__class__ = M"
    ),
    "changes the code of the judge's side": cheats(
        "import grading.sandbox.learner.process as l\nl.Desk.result.__code__ = (lambda s, v, k: b'x').__code__",
        "protocol",
    ),
    # Hooks.
    "profiles every call": hooked("sys.setprofile(lambda *a: 1 / 0)", "incorrect", "raised|ended"),
    "traces opcodes": hooked("def t(f, e, a):\n    f.f_trace_opcodes = True\n    return t\nsys.settrace(t)"),
    "monitors everything": hooked(
        "m = sys.monitoring\nm.use_tool_id(1, 'x')\nm.register_callback(1, m.events.LINE, lambda *a: 1 / 0)\n"
        "m.set_events(1, m.events.LINE)",
        "*",
        "*",
    ),
    "hooks imports": cheats(
        "class F:\n    def find_spec(s, n, p=None, t=None): raise SystemExit\nsys.meta_path.insert(0, F())"
    ),
    "hooks paths": hooked("sys.path_hooks.insert(0, lambda p: 1 / 0)\nsys.path_importer_cache.clear()"),
    "replaces the import": cheats("import builtins\nbuiltins.__import__ = lambda *a, **k: 1 / 0"),
    "hooks uncaught exceptions": Program(
        "import sys\nsys.excepthook = sys.unraisablehook = lambda *a: print('ESCAPED')\n"
        "def double(x): raise ValueError\n",
        "incorrect",
        "raised",
    ),
    "displays by a hook": hooked("sys.displayhook = lambda v: 1 / 0\nsys.breakpointhook = lambda: 1 / 0"),
    "waits in the debugger": inside("breakpoint()", "incorrect", "raised"),
    "asks for typing": inside("input()", "incorrect", "raised"),
    "hooks the collector": hooked("import gc\ngc.callbacks.append(lambda *a: 1 / 0)\ngc.set_threshold(1)"),
    "hooks the fork": hooked("os.register_at_fork(before=lambda: 1 / 0)"),
    "hooks threads": hooked("import threading\nthreading.settrace(lambda *a: 1 / 0); threading.setprofile(print)"),
    "switches without end": hooked("sys.setswitchinterval(1e-9)"),
    "hooks errors of NumPy": hooked("np.seterrcall(lambda *a: os._exit(1)); np.seterr(all='call')"),
    "registers an encoding": hooked(
        "import codecs\ncodecs.register(lambda n: 1 / 0)\ncodecs.register_error('replace', lambda e: 1 / 0)\n"
        "codecs.register_error('surrogatepass', lambda e: ('ESCAPED', e.end))"
    ),
    "replaces the error of text": Program(
        "import codecs\ncodecs.register_error('surrogatepass', lambda e: (b'x' * 10**8, e.end))\n"
        "def double(x): return '\\ud800' * 100\n",
        "incorrect",
        "output|wrong shape|raised",
    ),
    "decodes by a bomb": inside(
        "import zlib\nzlib.decompress(zlib.compress(bytes(10**8)) , 15, 10**9) * 9", "incorrect", "raised"
    ),
    "dumps its traceback": hooked(
        "import faulthandler\nfaulthandler.enable(); faulthandler.dump_traceback_later(1)", "*", "*"
    ),
    "registers a dump": hooked(
        "import faulthandler, signal\nfaulthandler.register(signal.SIGUSR1, file=1, chain=True)"
    ),
    # The end of things.
    "comes back to life": hooked(
        "class Z:\n    def __del__(s):\n        keep.append(s); print('x')\nkeep = []\nz = Z(); del z; keep.clear()"
    ),
    "finalises on a hidden call": inside(
        "import weakref\nclass O: pass\no = O(); weakref.finalize(o, os._exit, 0); del o", "incorrect", "killed"
    ),
    "is called when its result dies": Program(
        "import os, weakref\nimport numpy as np\nclass A(np.ndarray): pass\n"
        "def double(x):\n    r = (2 * np.asarray(x)).view(A); weakref.finalize(r, os._exit, 3)\n    return r\n",
        "*",
        "*",
    ),
    "is a coroutine": Program("async def double(x): return 2 * x\n", "incorrect", "unsendable"),
    "is a generator": Program("def double(x):\n    yield 2 * x\n", "incorrect", "unsendable"),
    "swallows its end in a generator": inside(
        "def g():\n    while True:\n        try: yield\n        except GeneratorExit: pass\n"
        "n = g(); next(n); n.close()",
        "incorrect",
        "raised",
    ),
    "yields without end": inside("list(iter(int, 1))", "incorrect", "raised|time"),
    "awaits without end": inside(
        "import asyncio\nasync def f():\n    while True: await asyncio.sleep(0)\nasyncio.run(f())",
        "incorrect",
        "raised",
    ),
    "handles its own end": inside(
        "signal.signal(signal.SIGTERM, lambda *a: print('ESCAPED'))\nsignal.signal(signal.SIGSEGV, lambda *a: None)\n"
        "ctypes.string_at(0)",
        "incorrect",
        "time|killed",
    ),
    "handles the end of its time": inside(
        "signal.signal(signal.SIGXCPU, lambda *a: print('ESCAPED'))\nwhile True: pass", "incorrect", "time"
    ),
    "wakes by a descriptor": inside("signal.set_wakeup_fd(1)", "incorrect", "raised"),
    "waits for a signal": inside("signal.sigwait([10])", "incorrect", "raised"),
    "pauses": inside("signal.pause()", "*", "*"),
    "recurses in its text": Program(
        "class E(Exception):\n    def __str__(s): return str(s)\ndef double(x): raise E\n", "incorrect", "raised"
    ),
    "recurses in a comparison": inside("class C:\n    __eq__ = lambda s, o: s == o\nC() == C()", "incorrect", "raised"),
    "recurses in a hash": inside("class C:\n    __hash__ = lambda s: hash(s)\n{C()}", "incorrect", "raised"),
    "recurses in copies": inside(
        "import copy\nclass C:\n    __reduce_ex__ = lambda s, p: (copy.copy, (s,))\ncopy.copy(C())",
        "incorrect",
        "raised",
    ),
    "recurses in C": inside("a = []\nfor _ in range(10**6): a = [a]\nrepr(a)", "incorrect", "raised"),
    "frees a deep nest": inside("a = None\nfor _ in range(10**5): a = (a,)\ndel a", "correct"),
    "raises without end as it ends": Program(
        "class E(Exception):\n    def __init__(s): s.__context__ = s\n    __del__ = lambda s: 1 / 0\n"
        "def double(x): raise E\n",
        "incorrect",
        "raised",
    ),
    "raises what has no classes": Program(
        "class M(type):\n    __mro__ = property(lambda s: 1 / 0)\n    __name__ = property(lambda s: 1 / 0)\n"
        "class E(Exception, metaclass=M): pass\ndef double(x): raise E\n",
        "incorrect",
        "*",
    ),
    "raises with notes": inside(
        "e = ValueError('x'); e.__notes__ = ['y' * 10**7] * 9; e.add_note('z')\nraise e", "incorrect", "raised"
    ),
    "warns as an error": hooked("import warnings\nwarnings.simplefilter('error')\nwarnings.showwarning = None"),
    # The kernel's rarer doors.
    "opens its descriptors by name": refused("os.open('/dev/fd/3', 0)"),
    "opens the terminal": refused("os.open('/dev/tty', 0)"),
    "opens shared memory": refused("os.listdir('/dev/shm')"),
    "lists processes": refused("assert len(os.listdir('/proc')) > 3"),
    "asks for a descriptor of itself": refused(LIBC + "assert libc.syscall(434, os.getpid(), 0) >= 0"),
    "closes ranges": refused(LIBC + "assert libc.syscall(436, 99, 100, 0) >= 0"),
    "makes a protected page": refused(LIBC + "assert libc.syscall(330, 0, 0) >= 0"),
    "makes an io_uring that it can enter": refused(LIBC + "assert libc.syscall(426, 3, 1, 1, 0, 0, 0) >= 0"),
    "tees": refused(LIBC + "assert libc.syscall(276, 3, 1, 10, 0) >= 0"),
    "splices": refused(LIBC + "assert libc.splice(3, 0, 1, 0, 10, 0) >= 0"),
    "sends a file": refused("f = os.open(os.__file__, 0)\nos.sendfile(1, f, 0, 10)"),
    "copies a file": refused("f = os.open(os.__file__, 0)\nos.copy_file_range(f, 1, 10)"),
    "asks for messages": refused("import socket\nsocket.socket(fileno=os.dup(4)).recv(1)"),
    "makes its channel wait": refused(
        "import fcntl\nfor d in range(3, 64):\n    try: fcntl.fcntl(d, fcntl.F_SETFL, os.O_NONBLOCK)\n"
        "    except OSError as e:\n        if e.errno == 9: continue\n        raise\n    break\nelse: raise OSError"
    ),
    "owns a descriptor": refused("import fcntl\nfcntl.fcntl(0, fcntl.F_SETOWN, os.getppid())"),
    "leases a file": refused("import fcntl\nfcntl.fcntl(os.open(os.__file__, 0), 1024, 0)"),
    "seals memory": refused("import fcntl\nfcntl.fcntl(0, 1033, 1)"),
    "writes to a device": refused("os.open('/dev/urandom', os.O_WRONLY)"),
    "opens to path only and reads": refused("os.read(os.open('/etc/passwd', os.O_PATH), 1)"),
    "reads the layout of the machine": refused("open('/sys/devices/system/cpu/online').read()"),
    "schedules": refused("os.sched_setaffinity(0, {0})"),
    "becomes a batch": refused("os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))"),
    "names its process": refused(LIBC + "assert libc.prctl(15, b'init', 0, 0, 0) >= 0"),
    "leaves by a working folder": refused("os.chdir('/tmp'); os.fchdir(0)"),
    "leaves attributes": refused("os.setxattr(os.__file__, 'user.x', b'1')"),
    "leaves a temporary file": refused("import tempfile\ntempfile.NamedTemporaryFile()"),
    "leaves a database": refused(f"import sqlite3\nsqlite3.connect('{LEFT}').execute('create table t (x)')"),
    "leaves a log": refused(f"import logging\nlogging.FileHandler('{LEFT}')"),
    "sandboxes itself": refused(LIBC + "assert libc.syscall(444, 0, 0, 1) >= 0"),
}
