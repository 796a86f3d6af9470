"""Make one variant: run variant.py, fill in every text. The entry point that the sandbox calls."""

import inspect
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

import sympy

from exercises.authoring.blame import AuthorError, blame
from exercises.authoring.given import with_given
from exercises.authoring.templates import Renderer
from exercises.authoring.toolkit import MOST_DRAWS, NAMES, Redraw
from exercises.authoring.wording import nearest
from exercises.authoring.writing import plain, text

FILE = "variant.py"
_OPTIONAL = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def make(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The texts and fields of one variant as plain data, or {"problem": ...} when the author's files are wrong.

    `solved` lists which keys of each field come from solve.

    payload: uuid, seed, files (name -> text), fields (name -> mapping), parts, hints, samples, as in exercise.yaml.
    """
    try:
        return _make(payload)
    except AuthorError as problem:
        return {"problem": problem.in_source(payload["files"].get(FILE, "")).as_data()}


def make_many(payload: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What `make` gives for each of payload["seeds"], in one process."""
    return [make({**payload, "seed": seed}) for seed in payload["seeds"]]


def _make(payload: Mapping[str, Any]) -> dict[str, Any]:
    files, fields = payload["files"], payload["fields"]
    params, solved = _draw(files.get(FILE), payload["uuid"], payload["seed"])
    _refuse_unknown(solved, fields)
    merged = {name: _as_mapping(solved.get(name, {})) for name in fields}
    references = _references(files, fields, params, merged)
    _refuse_ambiguous(params, references)
    renderer = Renderer(files, {**params, **references})
    return {
        "prompt": renderer.file("prompt.md"),
        "solution": renderer.file("solution.md"),
        "hints": renderer.tree(payload["hints"], ("hints",), markdown=True),
        "parts": renderer.tree(payload["parts"], ("parts",)),
        "fields": {
            name: with_given(
                renderer.tree(field, ("fields", name)) | _plain_mapping(merged[name], name), params, fields
            )
            for name, field in fields.items()
        },
        "samples": renderer.tree(payload["samples"], ("samples",)),
        "params": _plain_params(params),
        "solved": {name: sorted(map(str, merged[name])) for name in fields},
    }


def _draw(source: str | None, uuid: str, seed: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """The parameters and what `solve` says of each field, rich objects."""
    if source is None:
        return {}, {}
    names = _run(source)
    generate, solve = names.get("generate"), names.get("solve")
    if not callable(generate):
        close = nearest("generate", [name for name, value in names.items() if _is_own(value)])
        remedy = f"Rename `{close}`." if close else "Write one that returns the parameters."
        raise AuthorError(f"There is no function generate(rng). {remedy}", file=FILE, line=1)
    rng = Random(f"{uuid}:{seed}")  # noqa: S311 - numbers of an exercise, no secrets
    for _ in range(MOST_DRAWS):
        drawn = _draw_once(generate, solve, rng)
        if drawn:
            return drawn
    what = f"require() was not met in {MOST_DRAWS} draws. Construct the numbers instead."
    raise AuthorError(what, file=FILE, function="generate")


def _draw_once(generate: Callable[..., Any], solve: Any, rng: Random) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """None when `require` was not met."""
    try:
        with blame(FILE, passing=(Redraw,)):
            params = _mapping(generate(rng), "generate")
            # without one of the author's, the name is SymPy's
            return params, {} if solve is sympy.solve else _mapping(_call(solve, params), "solve")
    except Redraw:
        return None


def _run(source: str) -> dict[str, Any]:
    names = {**NAMES, "__name__": "variant"}
    with blame(FILE):
        exec(compile(source, FILE, "exec"), names)  # noqa: S102 - this process is the sandbox
    return names


def _call(solve: Any, params: Mapping[str, Any]) -> Any:
    """Call solve with the parameters that it asks for; it need not name those that only the prompt shows."""
    asked = inspect.signature(solve).parameters
    takes_all = any(asked[name].kind is inspect.Parameter.VAR_KEYWORD for name in asked)
    needed = [name for name, one in asked.items() if one.default is one.empty and one.kind not in _OPTIONAL]
    for name in needed:
        if name not in params:
            what = f"solve asks for `{name}`, which generate does not return. Return it, or take it out."
            raise AuthorError(what, file=FILE, function="solve")
    return solve(**{name: value for name, value in params.items() if takes_all or name in asked})


def _mapping(value: Any, function: str) -> dict[str, Any]:
    if not isinstance(value, dict) or not all(isinstance(name, str) for name in value):
        what = f"{function} must return a dict with names as keys, such as `{{'a': 3}}`."
        raise AuthorError(what, file=FILE, function=function)
    return dict(value)


def _is_own(value: Any) -> bool:
    """Whether it is a function of variant.py."""
    code = getattr(value, "__code__", None)
    return code is not None and code.co_filename == FILE


def _as_mapping(solved: Any) -> dict[str, Any]:
    return dict(solved) if isinstance(solved, Mapping) else {"reference": solved}


def _references(
    files: Mapping[str, str],
    fields: Mapping[str, Mapping[str, Any]],
    params: Mapping[str, Any],
    merged: Mapping[str, Mapping[str, Any]],
) -> dict[str, Any]:
    """field -> reference, by solve or else as exercise.yaml has it, with parameters filled in."""
    renderer = Renderer(files, params)
    references: dict[str, Any] = {}
    for name, field in fields.items():
        if "reference" in merged[name]:
            references[name] = merged[name]["reference"]
        elif "reference" in field:
            references[name] = renderer.tree(field["reference"], ("fields", name, "reference"))
    return references


def _plain_mapping(mapping: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: _stored(entry, key, "solve", name) for key, entry in mapping.items()}


def _plain_params(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _stored(value, "", "generate", name) for name, value in params.items()}


def _stored(value: Any, key: str, function: str, name: str) -> Any:
    try:
        return plain(value, key)
    except AuthorError as problem:
        what = f"{function} returns `{name}` so that it cannot be stored: {problem.what}"
        raise AuthorError(what, file=FILE, function=function) from problem


def _refuse_unknown(solved: Mapping[str, Any], fields: Mapping[str, Any]) -> None:
    unknown = sorted(set(solved) - set(fields))
    if unknown:
        known = ", ".join(fields)
        raise AuthorError(
            f"solve returned `{unknown[0]}`, which is no field; the fields are {known}.", file=FILE, function="solve"
        )


def _refuse_ambiguous(params: Mapping[str, Any], references: Mapping[str, Any]) -> None:
    """A field's name stands for its reference in templates, so a parameter of that name must be the same thing."""
    for name in sorted(set(params) & set(references)):
        if text(plain(params[name])) != text(plain(references[name])):
            raise AuthorError(
                f"`{name}` is a parameter and a field with another reference; rename one of them.", file=FILE
            )
