"""The learner's process when nothing is judged: run the file, then the lines typed beside it, then collect the figures.

As in `learner`, nothing here is believed by anybody: what comes out is foreign data.
"""

import ast
import sys
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from types import CodeType
from typing import Any, Final

import numpy as np

from grading.sandbox.channel import Channel
from grading.sandbox.failure import remember_source
from grading.sandbox.learner import plotting, source as sources
from grading.sandbox.learner.process import Desk

TYPED: Final = "typed.py"
MOST_SHOWN: Final = 4000


@dataclass(frozen=True)
class Lines:
    """What was typed, ready to run: all but the last line, and the last one where it is an expression."""

    body: CodeType | None = None
    last: CodeType | None = None
    broken: BaseException | None = None


def serve(channel: Channel, payload: Mapping[str, Any]) -> None:
    """Session entry: one frame says whether the file ran, one what the lines gave, one holds the pictures.

    payload: source, forbid, warnings as for `learner.serve`; typed: the lines, "" for none.
    """
    unreadable = sources.read(payload["source"], [], payload["forbid"])
    if unreadable:
        return channel.send(unreadable)
    warnings.simplefilter("error" if payload["warnings"] == "error" else "ignore", RuntimeWarning)
    desk = Desk(channel)
    # Now: where statements are forbidden no text becomes code once the file runs.
    lines = compiled(payload["typed"])
    loaded = desk.load(payload["source"], payload["forbid"], [lines.body, lines.last])
    channel.send(loaded)
    if loaded["what"] != "loaded":
        return None
    channel.send(evaluated(desk, lines))
    return channel.send({"what": "pictures", "pictures": plotting.pictures()})


def compiled(typed: str) -> Lines:
    """The lines as code, or why they are none."""
    remember_source(TYPED, typed)
    try:
        lines = ast.parse(typed, TYPED).body
        last = lines[-1].value if lines and isinstance(lines[-1], ast.Expr) else None
        body = compile(ast.Module(lines[:-1] if last else lines, []), TYPED, "exec")
        return Lines(body, compile(ast.Expression(last), TYPED, "eval") if last else None)
    except BaseException as broken:  # too deep, too long, a NUL: told as what running them raises
        return Lines(broken=broken)


def evaluated(desk: Desk, lines: Lines) -> dict[str, Any]:
    """Run the lines among the file's own names; the frame shows the value of the last one, when it is an expression."""
    names = desk.module.__dict__
    names.setdefault("np", np)
    if "matplotlib.pyplot" in sys.modules:
        names.setdefault("plt", sys.modules["matplotlib.pyplot"])
    try:
        if lines.broken:
            raise lines.broken
        if lines.body:
            exec(lines.body, names)
        value = eval(lines.last, names) if lines.last else None  # noqa: S307
        shown = "" if value is None else _shown(value)
    except SyntaxError as broken:
        if broken.filename == TYPED:
            return {
                "what": "syntax",
                "message": str(broken.msg)[:200],
                "line": broken.lineno or 0,
                "column": 0,
                "end": 0,
            }
        return desk.told(broken)
    except BaseException as raised:  # foreign code may raise anything, SystemExit too
        return desk.told(raised)
    return {"what": "evaluated", "value": shown, "printed": desk.printed.take()}


def _shown(value: Any) -> str:
    if _is_drawn(value):
        return ""
    with np.printoptions(threshold=200, linewidth=88):
        text = repr(value)
    return text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + "…"


def _is_drawn(value: Any) -> bool:
    """Whether it is what Matplotlib answers to being told to draw; the picture says more."""
    first = value[0] if isinstance(value, list) and value else value
    return type(first).__module__.startswith("matplotlib.")
