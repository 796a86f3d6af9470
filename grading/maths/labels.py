r"""A name that people write before their result, as in `\nabla f(x) = 2x`, where only the result is asked."""

import re
from typing import NoReturn

from grading.errors import AnswerError, Place
from grading.messages import _, say

_SIGN = re.compile(r"(?<![<>!=:])=(?![=<>])")
# What stands in formulas rather than in names.
_OPERATORS = re.compile(r"[-+*@]|\^\s*\{?\s*(?:T|\\top)")


def refuse_label(source: str, problem: AnswerError) -> NoReturn:
    """Raise the problem, or, where it stands in a name before the only `=`, that only the result is asked."""
    label, *behind = _SIGN.split(source)
    if any(label.count(opened) > label.count(closed) for opened, closed in ("()", "{}")):
        raise problem  # the sign stands in a call or below a sum, as in `X.sum(axis=0)`
    is_in_label = problem.place is not None and problem.place.end <= len(label)
    if is_in_label and len(behind) == 1 and behind[0].strip() and not _OPERATORS.search(label):
        text = _("Enter only the result, which stands behind the `=`.")
        raise AnswerError(say(text), Place(source, 0, len(label) + 1)) from problem
    raise problem
