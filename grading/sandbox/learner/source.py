"""Reading a learner's source before it runs: is it Python, does it define what is asked, is any of it forbidden?"""

import ast
import warnings
from collections.abc import Iterator, Sequence
from typing import Any, Final

from grading.sandbox.signatures import name_of, parameters

STATEMENTS: Final[dict[str, tuple[type[ast.AST], ...]]] = {
    "for": (ast.For, ast.AsyncFor, ast.comprehension),
    "while": (ast.While,),
    "lambda": (ast.Lambda,),
    "import": (ast.Import, ast.ImportFrom),
    "try": (ast.Try, ast.TryStar),
}
NUMPY: Final = "numpy"
# Text that is run as code may hold any statement.
BY_TEXT: Final = ("exec", "eval", "compile")
BY_NAME: Final = ("__import__", "importlib")


def read(source: str, functions: Sequence[str], forbid: Sequence[str]) -> dict[str, Any] | None:
    """What is wrong with the source, as a frame for the worker; None when it may run.

    functions: signatures such as `affine(X, W, b)`. forbid: dotted names and the words of STATEMENTS.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source, "answer.py")
            compile(tree, "answer.py", "exec")
    except SyntaxError as broken:
        return _syntax(broken)
    except (RecursionError, MemoryError, ValueError) as broken:
        return {"what": "syntax", "message": str(broken)[:200] or "too deeply nested", "line": 0, "column": 0, "end": 0}
    return _absent(tree, functions) or _misfit(tree, functions) or _forbidden(tree, forbid)


def _syntax(broken: SyntaxError) -> dict[str, Any]:
    line, column = broken.lineno or 0, max(broken.offset or 1, 1) - 1
    end = (broken.end_offset or 0) - 1 if broken.end_lineno == broken.lineno else -1
    return {"what": "syntax", "message": str(broken.msg)[:200], "line": line, "column": column, "end": max(end, column)}


def _absent(tree: ast.Module, functions: Sequence[str]) -> dict[str, Any] | None:
    defined = set(_bound(tree.body))
    if "*" in defined:
        return None
    absent = [signature for signature in functions if name_of(signature) not in defined]
    return {"what": "missing", "function": absent[0]} if absent else None


def _bound(body: Sequence[ast.stmt]) -> Iterator[str]:
    """Names that the statements bind at the top of the module, also inside if, try, with and loops."""
    for statement in body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield statement.name
            continue
        for node in ast.iter_child_nodes(statement):
            yield from (name.id for name in ast.walk(node) if isinstance(name, ast.Name) and _stores(name))
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            yield from ((alias.asname or alias.name).partition(".")[0] for alias in statement.names)
        for inner in ("body", "orelse", "finalbody"):
            yield from _bound(getattr(statement, inner, []))
        for handler in getattr(statement, "handlers", []):
            yield from _bound(handler.body)


def _stores(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)


def _misfit(tree: ast.Module, functions: Sequence[str]) -> dict[str, Any] | None:
    """The first function that cannot be called with as many arguments as its signature has."""
    made = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    for signature in functions:
        node = made.get(name_of(signature))
        if node is None or node.decorator_list:
            continue
        most = len(node.args.posonlyargs) + len(node.args.args)
        least = most - len(node.args.defaults)
        wanted = len(parameters(signature))
        if wanted < least or (wanted > most and node.args.vararg is None):
            return {"what": "signature", "function": signature, "takes": most, "line": node.lineno}
    return None


def _forbidden(tree: ast.Module, forbid: Sequence[str]) -> dict[str, Any] | None:
    names = {full(name): name for name in implied(forbid) if name not in STATEMENTS}
    words = {kind: word for word in forbid for kind in STATEMENTS.get(word, ())}
    known = dict(_imports(tree))
    for node in ast.walk(tree):
        if type(node) in words:
            return _found(words[type(node)], node)
        for used in _uses(node, known):
            for name, given in names.items():
                if used == name or used.startswith((name + ".", f"builtins.{name}")):
                    return _found(given, node)
    return None


def implied(forbid: Sequence[str]) -> list[str]:
    """What is forbidden, with the ways around a forbidden statement."""
    around = BY_TEXT if any(name in STATEMENTS for name in forbid) else ()
    return [*forbid, *around, *(BY_NAME if "import" in forbid else ())]


def full(name: str) -> str:
    """`np.linalg` as `numpy.linalg`."""
    return NUMPY + name[2:] if name == "np" or name.startswith("np.") else name


def _found(name: str, node: ast.AST) -> dict[str, Any]:
    return {"what": "forbidden", "name": name, "line": getattr(node, "lineno", 0)}


def _imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """What each imported name stands for: `la` -> `numpy.linalg`."""
    yield "np", NUMPY
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.asname, alias.name) for alias in node.names if alias.asname)
        elif isinstance(node, ast.ImportFrom):
            yield from ((alias.asname or alias.name, f"{node.module}.{alias.name}") for alias in node.names)


def _uses(node: ast.AST, known: dict[str, str]) -> Iterator[str]:
    """Full names of what a node mentions."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
    elif isinstance(node, (ast.Attribute, ast.Name)):
        parts: list[str] = []
        inner: ast.AST = node
        while isinstance(inner, ast.Attribute):
            parts.append(inner.attr)
            inner = inner.value
        if isinstance(inner, ast.Name):
            yield ".".join([known.get(inner.id, inner.id), *reversed(parts)])
