"""The reason a test failed, in the learner's words."""

from collections.abc import Mapping
from typing import Any, Final

from grading.messages import Message, _, say

# Frames and reasons of the learner's process, as they are named on the page.
STOPS: Final = {
    "syntax": "syntax error",
    "missing": "no such function",
    "signature": "wrong signature",
    "forbidden": "forbidden",
    "raised": "raised",
    "time": "time limit",
    "memory": "memory limit",
    "output": "output limit",
    "killed": "ended",
    "protocol": "unreadable result",
}
SHORT: Final = 120
# Of a hidden test: an exception's text, a shape, or which argument a process says is changed could tell its inputs, and
# so could what a plain assert says of two arrays. So nothing is said that is not here.
HIDDEN: Final = {
    "raised": _("The call raises an exception for an input of this test."),
    "missing": _("A function that this test calls is not there any more."),
    "forbidden": _("The code uses what this exercise does not allow."),
    "unsendable": _("The function returns no numbers for an input of this test."),
    "wrong shape": _("The result has the wrong shape for an input of this test."),
    "wrong type": _("The result has the wrong type for an input of this test."),
    "wrong length": _("The result has the wrong length for an input of this test."),
    "loops": _("The function loops over its data in Python. Let NumPy work on whole arrays."),
    "unstable": _(
        "Too few digits of the result are right for an input of this test. If the formula is right on paper, rounding"
        " takes them away."
    ),
    "wrong exception": _("Another exception is to be raised for an input of this test."),
    "unusable": _("The result cannot be used further for an input of this test."),
    "wrong keys": _("The result has the wrong keys for an input of this test."),
    "mutated": _("The call changes one of its arguments for an input of this test. Work on a copy."),
    "view": _("The result shares its memory with an argument for an input of this test. Return a copy."),
    "law": _("This does not hold for an input of this test."),
}


def explain_stop(frame: Mapping[str, Any]) -> tuple[Message, str]:
    """Why nothing could be tested, and the name of the reason."""
    what = frame["what"] if frame["what"] != "lost" else frame["reason"]
    if what == "raised" and frame["type"].endswith("MemoryError"):
        what = "memory"
    message = explain_reason(str(what), frame) or say(_("The code ended before it could be tested."))
    return message, STOPS.get(what, "ended")


def explain(test: Mapping[str, Any]) -> Message:
    """What is said of one failed test. test: a line of the author's report."""
    more = test["more"]
    if test["reason"] == "raised" and str(more.get("type", "")).endswith("MemoryError"):
        return _lost("memory") or _value(test, more)
    if not test["visible"] and test["reason"] in HIDDEN:
        return say(HIDDEN[test["reason"]])
    return (
        explain_reason(str(test["reason"]), more) or _form(test, more) or _behaviour(test, more) or _value(test, more)
    )


def explain_reason(reason: str, more: Mapping[str, Any]) -> Message | None:
    """Reasons that need no look at the result; None for all others."""
    match reason:
        case "syntax":
            text = _("Line %(line)d cannot be read as Python: %(why)s.")
            return say(text, line=more["line"], why=quote(str(more["message"])))
        case "missing":
            return say(_("Define a function `%(function)s`."), function=quote(str(more["function"])[:SHORT]))
        case "signature":
            text = _("Here `%(function)s` takes %(takes)d arguments. Define it as `%(signature)s`.")
            name = quote(str(more["function"]))
            return say(text, function=name.partition("(")[0], takes=more["takes"], signature=name)
        case "forbidden":
            return _forbidden(more)
        case "raised":
            return _raised(more)
        case "unsendable":
            text = _("The function returns `%(type)s`. Return numbers, lists or a NumPy array of numbers.")
            return say(text, type=quote(str(more["type"])[:SHORT]))
    return _lost(reason)


def _lost(reason: str) -> Message | None:
    match reason:
        case "time":
            return say(_("The time limit is reached. Look for a loop that never ends, or for work that can be saved."))
        case "memory":
            return say(_("The memory limit is reached. Look for an array that is larger than it has to be."))
        case "output":
            return say(_("The code prints or returns more than is read. Remove what prints in a loop."))
        case "killed":
            return say(_("The code ended the whole program before it returned a result."))
        case "protocol":
            return say(_("What the code sent back cannot be read as a result."))
    return None


def _forbidden(more: Mapping[str, Any]) -> Message:
    name = quote(str(more["name"])[:SHORT])
    if str(more.get("line", 0)) != "0":
        return say(
            _("Line %(line)s uses `%(name)s`, which this exercise does not allow."), line=str(more["line"]), name=name
        )
    return say(_("The code uses `%(name)s`, which this exercise does not allow."), name=name)


def _raised(more: Mapping[str, Any]) -> Message:
    what = quote(f"{more['type']}: {more['message']}".rstrip(": "))
    if str(more.get("line", 0)) != "0":
        return say(_("Line %(line)s raises `%(what)s`."), line=str(more["line"]), what=what)
    return say(_("The call raises `%(what)s`."), what=what)


def _form(test: Mapping[str, Any], more: Mapping[str, Any]) -> Message | None:
    """A result that is not what is asked for at first sight."""
    match test["reason"]:
        case "no result":
            return say(_("The function returns nothing. End it with `return` and the result."))
        case "wrong shape":
            text = _("The result has shape `%(have)s`. Shape `%(need)s` is asked for.")
            return say(text, have=more["have"], need=more["need"])
        case "nan":
            return say(_("The result holds NaN where a number is expected."))
        case "not finite":
            return say(_("The result holds NaN or infinity."))
        case "not numbers":
            return say(_("The result is no array of numbers."))
        case "wrong type":
            text = _("The result is a `%(have)s`. A `%(need)s` is asked for.")
            return say(text, have=more["have"], need=more["need"])
        case "wrong length":
            text = _("The result has %(have)s items. %(need)s are asked for.")
            return say(text, have=more["have"], need=more["need"])
        case "wrong keys":
            return say(_("The result is to have the keys %(need)s."), need=more["need"])
    return None


def _behaviour(test: Mapping[str, Any], more: Mapping[str, Any]) -> Message | None:
    """What the function does besides or instead of giving a value."""
    match test["reason"]:
        case "mutated":
            text = _("`%(function)s` changes its argument `%(argument)s`. Work on a copy.")
            return say(text, function=more["function"], argument=more["argument"])
        case "view":
            text = _("The result of `%(function)s` shares its memory with `%(argument)s`. Return a copy.")
            return say(text, function=more["function"], argument=more["argument"])
        case "loops":
            text = _(
                "`%(function)s` loops over its data in Python: %(few)s lines run for a small input, %(many)s for a"
                " larger one. Let NumPy work on whole arrays."
            )
            return say(text, function=more["function"], few=more["few"], many=more["many"])
        case "unstable":
            return _unstable(more)
        case "not raised":
            return say(_("`%(need)s` is to be raised here; the function returns a result."), need=more["need"])
        case "wrong exception":
            text = _("`%(need)s` is to be raised here, not `%(have)s`.")
            return say(text, need=more["need"], have=quote(more["have"]))
        case "unusable":
            return say(_("The result cannot be used further: `%(problem)s`."), problem=quote(more["problem"]))
        case "law" if test["stated"]:
            return say(_("This does not hold: %(law)s"), law=str(test["stated"]))
        case "law" if more.get("assert"):
            return say(_("This does not hold: `%(law)s`"), law=quote(more["assert"]))
    return None


def _unstable(more: Mapping[str, Any]) -> Message:
    """Digits are missing. Whether the formula or only its rounding is wrong, one input cannot tell."""
    if more["digits"] == "0":
        text = _(
            "No digit of the result is right here. If the formula is right on paper, look for an overflow, or for a"
            " difference of nearly equal numbers."
        )
        return say(text)
    text = _(
        "Only %(digits)s digits of the result are right here, and %(need)s are asked for. Look for an overflow, or for"
        " a difference of nearly equal numbers."
    )
    return say(text, digits=more["digits"], need=more["need"])


def _value(test: Mapping[str, Any], more: Mapping[str, Any]) -> Message:
    """A wrong value: both values when they are short, else where they differ."""
    if not test["visible"] or not test["call"]:
        return say(_("The result is wrong for an input of this test."))
    if max(len(test["got"]), len(test["expected"])) <= SHORT and test["expected"]:
        text = _("Got `%(got)s`, expected `%(expected)s`.")
        return say(text, got=quote(test["got"]), expected=quote(test["expected"]))
    if "index" in more:
        text = _("The result differs first at index `%(index)s`, at most by %(largest)s.")
        return say(text, index=more["index"], largest=more.get("largest", "?"))
    return say(_("The result is wrong for the input shown."))


def quote(text: str) -> str:
    """Foreign text inside backticks: no backtick of its own, one line, short."""
    return " ".join(text.replace("`", "'").split())[:200]
