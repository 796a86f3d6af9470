"""What a run of a program that is not judged says to its learner, as plain data for the page."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any, Final

from grading.errors import AnswerError
from grading.kinds.code import CodeField, parse
from grading.messages import Message, _, say
from grading.plain import message_as_data
from grading.sandbox import Limits, SandboxUnavailable, get_sandbox
from grading.sandbox.worker.explanation import explain, explain_stop, quote
from grading.sandbox.worker.relay import AuthorFailed, Job
from grading.sandbox.worker.trying import Console, Kept, Picture, Tried, try_out

LONGEST_TYPED: Final = 4000
# Runs are many and wait in line with submissions: none takes longer than this, whatever the exercise allows.
SECONDS: Final = 20.0
# What a submission may wait until the inputs that failed before are tried.
SECONDS_AGAIN: Final = 3.0

BROKEN: Final = _("Something broke on our side, not in your code. Run it once more.")


def try_code(field: CodeField, source: str, typed: str, again: Sequence[Kept]) -> dict[str, Any]:
    """Run a learner's file without judging it.

    again: inputs that failed before. Returns `{"again": [true, false or null], ...}` with `stopped`, `examples`,
    `printed` and `console` as the page shows them; `fault` is for us.
    """
    try:
        job = job_of(field, parse(field, source))
        tried = try_out(get_sandbox(), job, again, seconds=SECONDS, typed=read_typed(field, typed))
    except AnswerError as problem:
        return nothing(problem.message, len(again))
    except SandboxUnavailable as missing:
        return nothing(say(_("This machine cannot run code safely: %(why)s"), why=str(missing)), len(again))
    except AuthorFailed as fault:
        return nothing(say(BROKEN), len(again)) | {"fault": str(fault)[:2000]}
    return as_data(tried, typed, len(again))


def try_again(field: CodeField, source: str, again: Sequence[Kept]) -> list[bool | None]:
    """Which of the inputs that failed before hold now; None where that cannot be said."""
    try:
        tried = try_out(
            get_sandbox(), job_of(field, parse(field, source)), again, seconds=SECONDS_AGAIN, examples=False
        )
    except (AnswerError, SandboxUnavailable, AuthorFailed):
        return [None] * len(again)
    slow = [bool(one["failure"]) and one["failure"]["reason"] == "time" for one in tried.again] or [False] * len(again)
    return [None if late else holds for holds, late in zip(held(tried, len(again)), slow, strict=True)]


def held(tried: Tried, count: int) -> list[bool | None]:
    """Whether each input holds; nobody knows of a file that does not start."""
    if tried.stopped is not None:
        return [None] * count
    return [one["holds"] if isinstance(one["holds"], bool) else None for one in tried.again]


def job_of(field: CodeField, source: str) -> Job:
    limits = Limits(seconds=field.limits.seconds, memory_mb=field.limits.memory_mb)
    return Job(source, field.tests, field.reference, field.functions, field.forbid, field.warnings, limits)


def read_typed(field: CodeField, typed: str) -> str:
    """The lines, "" for none. Raises AnswerError as for a file."""
    if len(typed) > LONGEST_TYPED:
        text = _("The lines to run have %(have)d characters. At most %(most)d are read.")
        raise AnswerError(say(text, have=len(typed), most=LONGEST_TYPED))
    return parse(field, typed) if typed.strip() else ""


def nothing(message: Message, asked: int) -> dict[str, Any]:
    """A run that came to nothing. asked: how many inputs were to be tried again."""
    return {
        "stopped": message_as_data(message),
        "again": [None] * asked,
        "examples": [],
        "printed": "",
        "console": None,
    }


def as_data(tried: Tried, typed: str, asked: int) -> dict[str, Any]:
    stopped = explain_stop(tried.stopped)[0] if tried.stopped else None
    return {
        "stopped": message_as_data(stopped) if stopped else None,
        "again": held(tried, asked),
        "examples": [_example(one) for one in tried.examples],
        "printed": tried.printed,
        "console": _console(tried.console, typed) if tried.console else None,
    }


def _example(one: Mapping[str, Any]) -> dict[str, Any]:
    """One example of a visible test: its calls with their results, and what does not hold."""
    calls = [{"call": str(call["call"]), "result": str(call["result"])} for call in one["calls"]]
    told = message_as_data(explain({**one["failure"], "visible": True})) if one["failure"] else None
    return {"name": str(one["name"]), "holds": bool(one["holds"]), "calls": calls, "message": told}


def _console(console: Console, typed: str) -> dict[str, Any]:
    frame = console.frame
    value = str(frame["value"]) if frame["what"] == "evaluated" else ""
    return {
        "typed": typed,
        "value": value,
        "message": None if frame["what"] == "evaluated" else message_as_data(_problem(frame)),
        "printed": console.printed,
        "is_silent": bool(typed.strip())
        and frame["what"] == "evaluated"
        and not (value or console.printed or console.pictures),
        "pictures": [_picture(one) for one in console.pictures],
    }


def _problem(frame: Mapping[str, Any]) -> Message:
    """Why the lines have no value; their own lines are told from those of the file."""
    if frame.get("file") == "typed.py" and frame["what"] == "raised" and frame["line"]:
        what = quote(f"{frame['type']}: {frame['message']}".rstrip(": "))
        return say(_("Line %(line)s of what you typed raises `%(what)s`."), line=frame["line"], what=what)
    if frame["what"] == "syntax":
        text = _("Line %(line)d of what you typed cannot be read as Python: %(why)s.")
        return say(text, line=frame["line"], why=quote(str(frame["message"])))
    if frame["what"] == "raised" and frame["line"]:
        what = quote(f"{frame['type']}: {frame['message']}".rstrip(": "))
        return say(_("Line %(line)s of your code raises `%(what)s`."), line=frame["line"], what=what)
    return explain_stop(frame)[0]


def _picture(picture: Picture) -> dict[str, Any]:
    """A picture as text; where there is none, why."""
    told = None if picture.png else message_as_data(_no_picture(picture.problem))
    png = base64.b64encode(picture.png).decode()
    return {"png": png, "width": picture.width, "height": picture.height, "title": picture.title, "message": told}


def _no_picture(problem: str) -> Message:
    match problem:
        case "too large":
            return say(_("A plot is larger than what is shown. Draw fewer points."))
        case "time":
            return say(_("The time limit is reached while a plot is drawn. Draw fewer points."))
        case "protocol" | "killed" | "memory" | "output":
            return say(_("A plot came to nothing. Draw fewer points."))
    return say(_("A plot cannot be drawn: `%(problem)s`."), problem=quote(problem))
