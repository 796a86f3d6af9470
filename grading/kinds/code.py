"""Python functions, judged by the author's tests in the sandbox."""

import ast
import base64
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field as Key, field_validator

from grading.errors import AnswerError, Place
from grading.kinds.base import Field, Kind, Raw
from grading.messages import Message, _, say
from grading.plain import message_as_data
from grading.sandbox import Limits, get_sandbox
from grading.sandbox.worker.explanation import explain, explain_stop
from grading.sandbox.worker.relay import AuthorFailed, Job, Report, run
from grading.verdict import Outcome, Verdict, error, invalid

LONGEST = 50_000
# What a line of the author's report says of the input on which a test failed, by the names that pages use.
WITHHELD = {"input": "call", "expected": "expected", "got": "got"}


class CodeLimits(BaseModel):
    """What one submission may use: seconds of the learner's functions in all, megabytes beyond NumPy itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    seconds: float = Key(default=10, gt=0, le=120)
    memory_mb: int = Key(default=512, ge=16, le=4096)


class CodeField(Field):
    """Functions to write, and the files that judge them."""

    kind: Literal["code"] = "code"
    functions: tuple[str, ...] = Key(min_length=1, description="Signatures such as `affine(X, W, b)`.")
    starter: str = Key(default="", description="What the learner begins with.")
    reference: str = Key(description="Source of the reference solution.")
    tests: str = Key(description="Source of the tests.")
    limits: CodeLimits = CodeLimits()
    warnings: Literal["ignore", "error"] = Key(default="ignore", description="`error`: overflow and the like raise.")
    forbid: tuple[str, ...] = Key(
        default=(), description="Names such as `np.linalg`, and `for while lambda import try`."
    )

    @field_validator("functions")
    @classmethod
    def _are_signatures(cls, functions: tuple[str, ...]) -> tuple[str, ...]:
        for signature in functions:
            try:
                made = ast.parse(f"def {signature}: pass").body
            except SyntaxError:
                made = []
            if len(made) != 1 or "\n" in signature:
                raise ValueError(f"`{signature}` is not a signature such as `affine(X, W, b)`")
        return functions


def parse(field: CodeField, raw: Raw) -> str:
    """The source with plain line ends. Whether it is Python is found out in the sandbox, where a parser may crash."""
    if not isinstance(raw, str):
        raise AnswerError(say(_("The answer is Python source, one text.")))
    if len(raw) > LONGEST:
        raise AnswerError(
            say(_("The source has %(have)d characters. At most %(most)d are read."), have=len(raw), most=LONGEST)
        )
    if not raw.strip():
        raise AnswerError(say(_("Define a function `%(function)s`."), function=field.functions[0]))
    source = raw.replace("\r\n", "\n").replace("\r", "\n")
    for index, character in enumerate(source):
        if character == "\0" or "\ud800" <= character <= "\udfff":
            line = source.count("\n", 0, index) + 1
            message = say(_("Line %(line)d holds a character that is not text. Delete it."), line=line)
            raise AnswerError(message, Place(source, index, index + 1))
    return source


def grade(field: CodeField, source: str) -> Verdict:
    """Run the author's tests against the source. A fault of the tests or of ours is `error`.

    Raises SandboxUnavailable where this machine cannot isolate code: that says nothing about the answer.
    """
    limits = Limits(seconds=field.limits.seconds, memory_mb=field.limits.memory_mb)
    job = Job(source, field.tests, field.reference, field.functions, field.forbid, field.warnings, limits)
    try:
        report = run(get_sandbox(), job)
    except AuthorFailed as fault:
        text = _("Something broke on our side, not in your answer.")
        return error(say(text), details={"fault": str(fault), "reason": "fault"})
    return stopped(source, report) if report.stopped else judged(report)


def stopped(source: str, report: Report) -> Verdict:
    """The verdict on a file that could not be tested at all."""
    frame = report.stopped
    assert frame is not None
    message, reason = explain_stop(frame)
    if frame["what"] in ("syntax", "missing", "signature"):
        return invalid(AnswerError(message, place_of(source, frame)))
    details: dict[str, Any] = {"tests": [], "counterexample": None, "printed": report.printed, "reason": reason}
    return Verdict(Outcome.INCORRECT, 0.0, (message,), details=details)


def judged(report: Report) -> Verdict:
    """The verdict on tests that ran: credit by weight, the first failure explained."""
    tests = [law(test) for test in report.tests]
    whole = sum(test["weight"] for test in tests)
    score = sum(test["weight"] for test in tests if test["passed"]) / whole
    failed = [test for test in report.tests if not test["passed"]]
    reason = failed[0]["reason"] if failed else ""
    details = {"tests": tests, "counterexample": counterexample(failed), "printed": report.printed, "reason": reason}
    if not failed:
        return Verdict(Outcome.CORRECT, 1.0, details=details)
    withheld = {"tests": [withheld_from_learners(test) for test in report.tests]}
    outcome = Outcome.PARTIALLY_CORRECT if score else Outcome.INCORRECT
    names = tuple(str(slip["name"]) for slip in report.misconceptions)
    return Verdict(outcome, score, tuple(messages(report, failed)), names, details=details, withheld=withheld)


def messages(report: Report, failed: Sequence[Mapping[str, Any]]) -> list[Message]:
    """The slips' own words or the test's hint, the witness of the first failure, then what is right."""
    said = [Message(str(slip["says"])) for slip in report.misconceptions]
    if not said and failed[0]["says"]:
        said = [Message(str(failed[0]["says"]))]
    said.append(explain(failed[0]))
    passed = len(report.tests) - len(failed)
    if passed:
        said.append(say(_("%(passed)d of %(all)d tests pass."), passed=passed, all=len(report.tests)))
    return said


def law(test: Mapping[str, Any]) -> dict[str, Any]:
    """One test's line for the page, as plain data."""
    told = explain(test) if not test["passed"] else None
    shown = test["visible"] and not test["passed"]
    return {
        "name": str(test["name"]),
        "weight": float(test["weight"]),
        "passed": bool(test["passed"]),
        "visible": bool(test["visible"]),
        "says": "" if test["passed"] else str(test["says"]),
        "reason": "" if test["passed"] else str(test["reason"]),
        "message": {"text": told.text, "values": dict(told.values)} if told else None,
        "input": str(test["call"]) if shown else "",
        "expected": str(test["expected"]) if shown else "",
        "got": str(test["got"]) if shown else "",
    }


def withheld_from_learners(test: Mapping[str, Any]) -> dict[str, Any] | None:
    """What is not told of a hidden test that failed: on which input, what came out, what should have."""
    if test["visible"] or test["passed"]:
        return None
    told = message_as_data(explain({**test, "visible": True}))
    return {"message": told, **{key: str(test[name]) for key, name in WITHHELD.items()}}


def counterexample(failed: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """The input of the first visible failure, small where that could be; `test` and `input` let it be tried again."""
    for test in failed:
        if test["visible"] and test["call"]:
            difference = {key: test["more"][key] for key in ("index", "largest") if key in test["more"]}
            shown = {key: test[key] for key in ("call", "inputs", "expected", "got", "test", "smallest")}
            return shown | {"difference": difference, "input": base64.b64encode(test["input"]).decode()}
    return None


def place_of(source: str, frame: Mapping[str, Any]) -> Place | None:
    """The span that a frame's line and columns mean."""
    lines = source.split("\n")
    if not 0 < frame.get("line", 0) <= len(lines):
        return None
    begin = sum(len(line) + 1 for line in lines[: frame["line"] - 1])
    length = len(lines[frame["line"] - 1])
    if "column" not in frame:
        return Place(source, begin, begin + length)
    start = min(max(frame["column"], 0), length)
    return Place(source, begin + start, begin + max(min(frame["end"], length), start))


def show(field: CodeField, source: str) -> str:
    """Nothing: the source shows itself."""
    return ""


KIND = Kind(
    name="code",
    title=_("Python code"),
    field=CodeField,
    parse=parse,
    grade=grade,
    show=show,
    reference=lambda field: field.reference,
    longest=LONGEST,
    runs_code=lambda field: True,
)
