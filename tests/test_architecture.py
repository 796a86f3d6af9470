"""The walls between the packages, and the sizes that keep a file readable. Parsed, not imported."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import LONGEST

ROOT = Path(__file__).parent.parent
PACKAGES = ("grading", "exercises", "courseware")
FILE_LINES, FUNCTION_LINES = 400, 60
MAY_IMPORT = {"grading": {"grading"}, "exercises": {"grading", "exercises"}, "courseware": set(PACKAGES)}
NOT_IN_GRADING = {"django", "celery", "redis", "structlog", "requests"}
# Where a bug of ours becomes the verdict `error` instead of an end, and where foreign code may raise whatever it likes.
BROAD_EXCEPT = ("exercises/judging.py", "grading/sandbox/")
BROAD = {"Exception", "BaseException"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def sources(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    ours = [path for path in found if "migrations" not in path.parts and "__pycache__" not in path.parts]
    return [path for path in ours if "library" not in path.relative_to(ROOT).parts]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        yield node.module or ""


def inside_functions(node: ast.AST) -> Iterator[ast.AST]:
    for function in (each for each in ast.walk(node) if isinstance(each, Function)):
        for statement in function.body:
            yield from ast.walk(statement)


CODE = sources(*PACKAGES)
EVERYTHING = [*CODE, *sources("tests"), ROOT / "bootstrap.py", ROOT / "manage.py"]


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_point_one_way(package):
    allowed = MAY_IMPORT[package]
    for path in sources(package):
        for node in ast.walk(tree(path)):
            wrong = [module for module in imported(node) if module.split(".")[0] in set(PACKAGES) - allowed]
            assert not wrong, f"{name(path)} imports {wrong}"


def test_grading_runs_without_a_site():
    for path in sources("grading"):
        roots = {module.split(".")[0] for node in ast.walk(tree(path)) for module in imported(node)}
        assert not roots & NOT_IN_GRADING, name(path)


def test_files_have_one_subject():
    assert [name(path) for path in EVERYTHING if len(path.read_text().splitlines()) > FILE_LINES] == []


def test_functions_have_one_job():
    functions = [(path, node) for path in EVERYTHING for node in ast.walk(tree(path)) if isinstance(node, Function)]
    lengths = [(name(path), f.name, (f.end_lineno or 0) - f.lineno + 1) for path, f in functions]
    assert [length for length in lengths if length[2] > FUNCTION_LINES] == []


def test_imports_stand_at_the_top():
    hidden = [
        f"{name(path)}:{node.lineno}"
        for path in CODE
        for node in inside_functions(tree(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_imports_are_absolute():
    nodes = [(path, node) for path in CODE for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom)]
    assert [f"{name(path)}:{node.lineno}" for path, node in nodes if node.level] == []


def test_scipy_is_loaded_in_one_place_that_chooses_its_kernels():
    modules = [(path, each) for path in EVERYTHING for node in ast.walk(tree(path)) for each in imported(node)]
    assert [name(path) for path, module in modules if module.startswith("scipy")] == []


def test_nothing_is_caught_broadly_but_where_foreign_code_runs():
    handlers = [(path, node) for path in CODE for node in ast.walk(tree(path)) if isinstance(node, ast.ExceptHandler)]
    broad = {name(path) for path, node in handlers if node.type is None or getattr(node.type, "id", "") in BROAD}
    assert [path for path in sorted(broad) if not path.startswith(BROAD_EXCEPT)] == []


def test_the_files_of_tests_that_begin_first_exist():
    assert [missing for missing in LONGEST if not (ROOT / missing).is_file()] == []
