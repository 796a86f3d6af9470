"""What is forbidden stays so by another way; what is not goes on working."""

import pytest

from grading.kinds.code import CodeField, grade
from grading.sandbox.learner.source import implied
from grading.verdict import Outcome

REFERENCE = "import numpy as np\ndef f(x):\n    return np.asarray(x) * 2\n"
TESTS = "def test_a(learner):\n    close(learner.f(np.arange(3.0)), np.arange(3.0) * 2)\n"


def outcome(source: str, *forbid: str) -> Outcome:
    return grade(CodeField(functions=("f(x)",), reference=REFERENCE, tests=TESTS, forbid=forbid), source).outcome


@pytest.mark.parametrize(
    "before",
    [
        "from collections import namedtuple\nP = namedtuple('P', 'a b')",
        "from dataclasses import dataclass\n@dataclass\nclass D:\n    a: int = 1\nD()",
        "import fractions, statistics, sqlite3, json",
        "import inspect\ninspect.signature(dict.get)",
        "import ast\nast.literal_eval('[1, 2]')",
        "import numpy as np\nnp.vectorize(abs)(np.arange(3.0))",
        "import numpy as np\nnp.polyfit(np.arange(4.0), np.arange(4.0), 1)\nnp.cov(np.eye(3))",
        "import re\nre.sub('a', 'b', 'a')",
    ],
)
def test_the_library_works_where_loops_are_forbidden(before: str) -> None:
    assert outcome(f"{before}\ndef f(x):\n    return x * 2\n", "for", "while", "np.linalg") is Outcome.CORRECT


@pytest.mark.parametrize(
    ("forbid", "more"),
    [
        (("for",), {"exec", "eval", "compile"}),
        (("np.linalg",), set()),
        (("import",), {"exec", "eval", "compile", "__import__", "importlib"}),
    ],
)
def test_a_forbidden_statement_forbids_running_text(forbid: tuple[str, ...], more: set[str]) -> None:
    assert set(implied(forbid)) - set(forbid) == more


def test_text_runs_where_no_statement_is_forbidden() -> None:
    assert outcome("def f(x):\n    return eval('2 * x')\n", "np.linalg") is Outcome.CORRECT


@pytest.mark.parametrize(
    "how", ["__import__('math')", "__builtins__['__imp' + 'ort__']('math')", "[i for i in importlib.sys.modules]"]
)
def test_a_forbidden_import_has_no_other_name(how: str) -> None:
    assert outcome(f"def f(x):\n    {how}\n    return x * 2\n", "import") is Outcome.INCORRECT


@pytest.mark.parametrize("forbid", ["scipy", "scipy.special", "statistics"])
@pytest.mark.parametrize(
    "how",
    [
        "import importlib as i\nm = i.import_module({0!r} + {1!r})",
        "m = __import__({0!r} + {1!r})",
        "import pkgutil\nm = pkgutil.resolve_name({0!r} + {1!r})",
        "import pydoc\nm = pydoc.locate({0!r} + {1!r})",
    ],
)
def test_a_forbidden_package_is_not_loaded_under_a_made_up_name(forbid: str, how: str) -> None:
    load = how.format(forbid[:3], forbid[3:])
    assert outcome(f"{load}\ndef f(x):\n    return x * 2\n", forbid) is Outcome.INCORRECT
    assert outcome(f"{load}\ndef f(x):\n    return x * 2\n", "np.linalg") is Outcome.CORRECT


def test_a_forbidden_part_is_not_loaded_by_asking_its_package_for_it() -> None:
    source = "m = getattr(__import__('sci' + 'py'), {!r} + {!r})\ndef f(x):\n    return x * 2\n"
    assert outcome(source.format("spe", "cial"), "scipy.special") is Outcome.INCORRECT
    assert outcome(source.format("lin", "alg"), "scipy.special") is Outcome.CORRECT


def test_a_library_may_load_what_is_forbidden() -> None:
    source = "import statistics\ndef f(x):\n    return x * 2 + 0 * statistics.mean([1])\n"
    assert outcome(source, "numbers", "decimal") is Outcome.CORRECT
