"""What is called behind a matrix, as in NumPy and PyTorch: `A.dot(b)`, `X.sum()`, `z.clip(0, 1)`, `z.exp()`."""

from typing import TYPE_CHECKING

from grading.maths.clipping import clipped
from grading.maths.functions import words
from grading.maths.matrices.spellings import simplified
from grading.maths.matrices.vocabulary import ENTRYWISE
from grading.maths.methods import CLIPS, POWERS, of_type, plain_name, refuse_unknown
from grading.maths.tree import Call, Power, Tree
from grading.messages import _, say

if TYPE_CHECKING:
    from grading.maths.matrices.parser import MatrixParser

# The name of a method -> the function of it.
_METHODS: dict[str, str] = {
    **{name: name for name in words("dot transpose sum mean trace inv det norm")},
    **{name: name for name in words("abs square matmul diag outer inner softmax logsumexp log_softmax var std")},
    **{name: name for name in ENTRYWISE},
    **dict.fromkeys(("trace", "tr"), "tr"),
    **dict.fromkeys(("mm", "mv"), "matmul"),
    **dict.fromkeys(("maximum", "clamp_min"), "max"),
    **dict.fromkeys(("minimum", "clamp_max"), "min"),
    "inverse": "inv",
    "t": "transpose",
    "diagonal": "diag",
    "max": "max",
    "min": "min",
}
_SHOWN = words("dot sum mean transpose trace inv det norm exp log abs relu maximum clip pow")
_ALONG = _("`.%(name)s(...)` takes an axis. Write the larger or smaller of two as `np.%(name)simum(x, 0)`.")


def method(parser: "MatrixParser", left: Tree) -> Tree:
    """What stands before a method, and the method that stands next, as a function."""
    token = parser.advance()
    name, opened = plain_name(token), parser.advance()
    if name == "astype":
        return of_type(parser, left, opened)
    if name in CLIPS:
        return clipped(parser, token, [left])
    found = parser.items((")",))
    parser.expect(")", opened)
    if name in POWERS and len(found) == 1:
        made = Power(left, found[0])
        parser.by_entry.add(id(made))
        parser.note(made, token)
        return made
    if name not in _METHODS:
        refuse_unknown(parser, token, _SHOWN)
    if name in ("max", "min") and found:
        parser.refuse(say(_ALONG, name=name), token)
    function = _METHODS[name]
    asked = parser.vocabulary.function(function)
    if not asked.fewest <= len(found) + 1 <= asked.most:
        parser.refuse(say(_("`.%(name)s` has another number of arguments."), name=token.text), token)
    return simplified(Call(function, (left, *found)))
