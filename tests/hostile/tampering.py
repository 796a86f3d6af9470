"""Changing the judge before it looks, or the libraries that it looks with."""

from tests.hostile.program import HONEST, WRONG, Program


def wrong(tampering: str, reason: str = "wrong value", exercise: str = "double") -> Program:
    """Tamper, then answer wrongly."""
    return Program(f"import sys, builtins\nimport numpy as np\n{tampering}\n{WRONG}", "incorrect", reason, exercise)


PROGRAMS: dict[str, Program] = {
    "replaces np.allclose": wrong("np.allclose = np.isclose = np.array_equal = lambda *a, **k: True"),
    "replaces np.testing": wrong("np.testing.assert_allclose = np.testing.assert_array_equal = lambda *a, **k: None"),
    "replaces absolute values": wrong("np.abs = np.absolute = lambda v: np.zeros(())"),
    "replaces all of NumPy's module": wrong("sys.modules['numpy'] = type(sys)('numpy')"),
    "replaces built-in functions": wrong(
        "builtins.all = builtins.any = builtins.isinstance = lambda *a: True", "killed"
    ),
    "forbids warnings and errors": wrong("np.seterr(all='ignore'); AssertionError = ValueError"),
    "replaces the judge's checks": wrong(
        "import grading.sandbox.author.checks as c\nc.close = c._close_arrays = lambda *a, **k: None"
    ),
    "replaces the judge's trial": wrong("import grading.sandbox.author.trial as t\nt.Trial.run = lambda self: None"),
    "replaces the judge's relay": wrong("import grading.sandbox.worker.relay as r\nr.run = r._run = lambda *a: None"),
    "replaces the judge's verdict": wrong("import grading.verdict as v\nv.Verdict = lambda *a, **k: 1"),
    "replaces the decoder": wrong(
        "import grading.sandbox.protocol as p\np.decode = p.read_frame = lambda *a: {}", "killed"
    ),
    "replaces the encoder": wrong(
        "import grading.sandbox.learner.process as l\nl.encode = lambda *a, **k: b'forged'", "protocol"
    ),
    "replaces the channel": wrong(
        "import grading.sandbox.channel as c\nc.Channel.send_body = lambda *a, **k: None", "time limit"
    ),
    "replaces the desk": wrong(
        "import grading.sandbox.learner.process as l\nl.Desk.answer = lambda *a: b'N'", "protocol"
    ),
    "breaks the reader of modules": Program(
        "import sys\nsys.path.clear(); sys.meta_path.clear(); sys.modules.clear()\n" + HONEST, "correct"
    ),
    "traces itself": Program("import sys\nsys.settrace(lambda *a: 1 / 0)\n" + HONEST, "incorrect", "ended"),
    "hooks every event": Program(
        "import sys\ndef hook(*a):\n    raise RuntimeError\nsys.addaudithook(hook)\n" + HONEST, "correct"
    ),
    "turns off the collector": Program("import gc\ngc.disable(); gc.set_threshold(0)\n" + HONEST, "correct"),
    # Which of our own counts goes wrong first differs from version to version of Python.
    "changes a small integer": Program(
        "import ctypes\nctypes.memmove(id(2) + 24, id(3) + 24, 4)\n" + HONEST, "incorrect", "*"
    ),
    "seeds the generators": Program("import random, numpy\nrandom.seed(1); numpy.random.seed(1)\n" + HONEST, "correct"),
    "hides that it changes its argument": Program(
        "import grading.sandbox.learner.process as l, grading.sandbox.author.functions as f\n"
        "l._bytes = l.plain = f.plain = lambda v: b''\ndef double(x):\n    x *= 2\n    return x\n",
        "incorrect",
        "mutated",
        "pure",
    ),
}
