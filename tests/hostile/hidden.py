"""Hidden inputs: found in the calls that are known ahead, and told by prints, results or exceptions."""

from tests.hostile.program import MARKERS, Program

BATCH = """import gc, sys
def seen():
    f, found = sys._getframe(1), []
    while f:
        names = ('asked', 'call', 'calls', 'bodies', 'arguments')
        found += [repr(v)[:20000] for k, v in f.f_locals.items() if k in names]
        f = f.f_back
    return ' '.join(found)
"""


def tells(body: str, outcome: str, reason: str, before: str = BATCH) -> Program:
    indented = "\n".join(f"    {line}" for line in body.splitlines())
    return Program(f"import os\nimport numpy as np\n{before}def double(x):\n{indented}\n", outcome, reason, "hidden")


PROGRAMS: dict[str, Program] = {
    "prints every input": tells("print(x)\nreturn 2 * x", "correct", "", ""),
    "prints the batch": tells("print(seen())\nreturn 2 * x", "correct", ""),
    "prints the batch when it loads": Program(
        BATCH + "print(seen())\ndef double(x):\n    return 2 * x\n", "correct", "", "hidden"
    ),
    "raises the batch": tells("raise ValueError(seen()[-400:])", "incorrect", "raised"),
    "raises when it sees a hidden input": tells(
        "if 31337 in np.ravel(x): raise ValueError(str(x))\nreturn 2 * x", "partially_correct", "raised", ""
    ),
    "returns the batch": tells("return seen()", "incorrect", "wrong shape"),
    "names its type by the batch": tells(
        "return type(seen()[-80:].replace('\\0', ''), (), {})()", "incorrect", "unsendable"
    ),
    "keeps a hidden input for later": tells(
        "kept.append(x)\nprint(kept)\nif len(kept) > 3: raise ValueError(str(kept))\nreturn 2 * x",
        "partially_correct",
        "raised",
        "kept = []\n",
    ),
    "shows hidden inputs as its results": tells(
        "kept.append(x)\nreturn kept if len(kept) > 2 else 2 * x", "partially_correct", "not numbers", "kept = []\n"
    ),
    "shows hidden inputs by calling wrongly": tells(
        "kept.extend(np.ravel(x))\nreturn max(kept)", "incorrect", "wrong shape", "kept = []\n"
    ),
    "tells a hidden input by a shape": tells(
        "return np.zeros(int(np.max(x))) if np.max(x) > 999 else 2 * x", "partially_correct", "wrong shape", ""
    ),
    "tells a hidden input by a length": tells(
        "return [0] * int(np.max(x)) if np.max(x) > 999 else 2 * x", "partially_correct", "wrong shape", ""
    ),
    "tells a hidden input by a line": tells(
        "if np.max(x) > 999: exec(compile('\\n' * int(np.max(x) - 1) + '1/0', 'answer.py', 'exec'))\nreturn 2 * x",
        "partially_correct",
        "raised",
        "",
    ),
    "tells a hidden input by a name": tells(
        "if np.max(x) > 999: raise type(f'E{np.max(x)}', (Exception,), {})\nreturn 2 * x",
        "partially_correct",
        "raised",
        "",
    ),
    "tells a hidden input by an argument": Program(
        "import grading.sandbox.learner.process as l\n"
        "l.shared = lambda value, arguments: [int(a[0]) - 1 for a in arguments]\ndef double(x):\n    return 2 * x\n",
        "partially_correct",
        "view",
        "hidden copy",
    ),
    "lets a plain assert tell it": Program(
        "def double(x):\n    return 2 * x if max(x) < 999 else 0 * x\n", "partially_correct", "law", "hidden assert"
    ),
    "prints late": tells("import atexit\natexit.register(print, x)\nreturn 2 * x", "correct", "", ""),
    "prints by a forged frame": tells(
        "c = next(o for o in gc.get_objects() if type(o).__name__ == 'Channel')\n"
        "c.send({'what': 'returned', 'value': 2 * x, 'arguments': [], 'shared': [], 'lines': 0, 'printed': str(x)})\n"
        "return 2 * x",
        "partially_correct",
        "wrong value",
    ),
    # The process that is begun anew for the next hidden input knows it as the first one did.
    "dies on one hidden input and prints the next": Program(
        "import os\nimport numpy as np\ndef double(x):\n    if 5 in np.ravel(x): os._exit(7)\n    print(x)\n"
        "    return 2 * x\n",
        "partially_correct",
        "killed",
        "hidden twice",
    ),
    "dies on one hidden input and returns the next": Program(
        "import os\nimport numpy as np\nkept = []\ndef double(x):\n    if 5 in np.ravel(x): os._exit(7)\n"
        "    kept.extend(np.ravel(x))\n    return 2 * x if np.max(x) > 99 or len(kept) < 3 else kept\n",
        "*",
        "*",
        "hidden twice",
    ),
    "tells a hidden input by the slip that is named": Program(
        "import numpy as np\nkept = []\ndef double(x):\n    kept.extend(np.ravel(x))\n"
        "    if np.ndim(x): return 2 * x if np.max(x) < 99 else x\n    return 3.0 if 31338 in kept else 0.0\n",
        "partially_correct",
        "wrong value",
        "hidden twice",
        never=(*MARKERS, "The first."),
    ),
    "dies on a hidden input": tells(
        "if 31337 in np.ravel(x): os._exit(7)\nreturn 2 * x", "partially_correct", "killed", ""
    ),
}
