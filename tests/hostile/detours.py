"""What the exercise forbids, by another way; and the tests' own functions, called without end."""

from tests.hostile.program import Program


def loops(body: str, before: str = "") -> Program:
    return Program(
        f"import numpy as np\n{before}def double(x):\n    {body}\n    return 2 * x\n",
        "incorrect",
        "forbidden",
        "without loops",
    )


def solves(how: str) -> Program:
    """Get np.linalg.solve in spite of all."""
    return Program(
        f"import numpy as np\nimport sys\n{how}\ndef double(x):\n    s(np.eye(2), np.ones(2))\n    return 2 * x\n",
        "incorrect",
        "forbidden",
        "without linalg",
    )


def derives(body: str, reason: str = "time") -> Program:
    indented = "\n".join(f"    {line}" for line in body.splitlines())
    return Program(f"import os\ndef derivative(f, x):\n{indented}\n", "incorrect", reason, "derivative")


FOUND = "f = getattr(np, 'lin' + 'alg').solve\n"
PROGRAMS: dict[str, Program] = {
    "loops in text": loops("exec('for i in range(3): pass')"),
    "loops in an expression": loops("eval('[i for i in x]')"),
    "loops in compiled text": loops("compile('while 0: pass', '', 'exec')"),
    "finds exec by name": loops("g('for i in x: pass', {'x': x})", "import builtins as b\ng = vars(b)['ex' + 'ec']\n"),
    "finds exec in a library": loops(
        "g('for i in x: pass', {'x': x})", "import ast\ng = vars(ast)['__builtins__']['ex' + 'ec']\n"
    ),
    "lets a library run text": loops("t.timeit('for i in range(3): pass', number=1)", "import timeit as t\n"),
    "makes code of bytes": loops("double.__code__.replace(co_name='f')"),
    "calls by an alias": solves("s = getattr(np, 'lin' + 'alg').solve"),
    "takes the original from the closure": solves(
        FOUND + "s = [c.cell_contents for c in f.__closure__ or () if callable(c.cell_contents)][0]"
        " if f.__closure__ and len(f.__closure__) > 1 else f.__kwdefaults__['_kept'][0]"
    ),
    "takes the original from memory": solves(
        "import gc\ns = next(o for o in gc.get_objects() if getattr(o, '__name__', '') == 'solve')"
    ),
    "takes the original from a traceback": solves(
        FOUND + "try: f(1, 2)\nexcept Exception as e:\n    t = e.__traceback__\n    while t.tb_next: t = t.tb_next\n"
        "    s = t.tb_frame.f_locals.get('_kept', [f])[0]"
    ),
    "calls a lent function for ever": derives("while True:\n    f(x)"),
    "calls a lent function for ever and swallows": derives(
        "while True:\n    try: f(x)\n    except BaseException: pass"
    ),
    "calls a lent function with a large number": derives("f(10 ** 2000)\nf([1] * 10**5)\nreturn f('x')", "raised"),
    "calls a lent function with nonsense": derives("return f(f, f)", "raised"),
    "leaves in the middle of a call": derives("f(x)\nos._exit(0)", "killed"),
    "recurses through a lent function": derives("return derivative(f, f(x))", "raised"),
}
