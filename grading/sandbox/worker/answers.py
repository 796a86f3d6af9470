"""What a frame of the learner's process may say: its form, and a cap on each text and number, by when it comes.

The learner's code can write any frame itself, so whatever is shown, stored or passed on is bounded here.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from grading.sandbox.limits import MOST_PRINTED

LONGEST_TEXT: Final = 1000
LONGEST_NAME: Final = 200
MOST_BASES: Final = 20
MOST_ARGUMENTS: Final = 1000
LARGEST_NUMBER: Final = 10**9

Check = Callable[[Any], bool]


def is_beginning(frame: Any) -> bool:
    """Whether a frame may be the first one: the file ran, or why it did not."""
    return _fits(frame, _BEGINNINGS)


def is_answer(frame: Any) -> bool:
    """Whether a frame may answer a call."""
    return _fits(frame, _ANSWERS)


def _fits(frame: Any, forms: Mapping[str, Mapping[str, Check]]) -> bool:
    """Exactly the fields of the form that its `what` names, `printed` aside."""
    if not isinstance(frame, dict) or not isinstance(frame.get("what"), str):
        return False
    form = forms.get(frame["what"])
    if form is None or frame.keys() - {"what", "printed"} != form.keys():
        return False
    return _text(MOST_PRINTED)(frame.get("printed", "")) and all(check(frame[name]) for name, check in form.items())


def _text(longest: int) -> Check:
    return lambda value: isinstance(value, str) and len(value) <= longest


def _number(value: Any) -> bool:
    return type(value) is int and 0 <= value <= LARGEST_NUMBER


def _column(value: Any) -> bool:
    return type(value) is int and -1 <= value <= LARGEST_NUMBER


def _all(check: Check, most: int) -> Check:
    return lambda value: isinstance(value, list) and len(value) <= most and all(map(check, value))


def _anything(value: Any) -> bool:
    return True


_NAME: Final = _text(LONGEST_NAME)
_MESSAGE: Final = _text(LONGEST_TEXT)
_EITHER: Final[Mapping[str, Mapping[str, Check]]] = {
    "missing": {"function": _MESSAGE},
    "forbidden": {"name": _NAME, "line": _number},
    "raised": {
        "type": _NAME,
        "message": _MESSAGE,
        "file": _NAME,
        "line": _number,
        "bases": _all(_NAME, MOST_BASES),
    },
    # Of other losses the worker hears by itself.
    "lost": {"reason": lambda value: value == "output"},
}
_BEGINNINGS: Final[Mapping[str, Mapping[str, Check]]] = {
    **_EITHER,
    "loaded": {},
    "syntax": {"message": _MESSAGE, "line": _column, "column": _column, "end": _column},
    "signature": {"function": _MESSAGE, "takes": _number, "line": _number},
}
_ANSWERS: Final[Mapping[str, Mapping[str, Check]]] = {
    **_EITHER,
    "returned": {
        "value": _anything,
        "arguments": _all(lambda value: isinstance(value, bytes), MOST_ARGUMENTS),
        "shared": _all(_number, MOST_ARGUMENTS),
        "lines": _number,
    },
    "unsendable": {"type": _NAME},
    "callback": {"number": _number, "args": lambda value: isinstance(value, tuple)},
}
