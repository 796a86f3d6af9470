"""Properties of an answer with respect to given data: a line between two classes."""

from flint import fmpq

from grading.maths.linear import Vector, dot
from grading.maths.values import Value
from grading.messages import Message, _, say
from grading.properties.reading import Reading, shown, shown_vector
from grading.properties.said import HOLDS, Finding, Misfit, Said, fails


def separates(answer: Reading, said: Said) -> Finding:
    """Entries w1, ..., wd, b: label times (w x + b) is at least the margin for each point, or positive without one."""
    points, labels = said.matrix("separates"), said.vector("labels")
    if len(points) != len(labels) or any(label not in (1, -1) for label in labels):
        raise ValueError("separates: every point needs a label, 1 or -1")
    *w, b = answer.entries
    if len(w) != len(points[0]):
        raise Misfit(say(_("%(want)d numbers are asked: the weights, then b."), want=len(points[0]) + 1))
    margin = said.number("margin") if "margin" in said else fmpq(0)
    for point, label in zip(points, labels, strict=True):
        score = dot(w, point) + b
        room = answer.sight.sign(label * score - margin)
        if room > 0 or (room == 0 and "margin" in said):
            continue
        return fails(_missed(point, label, score, margin, strict="margin" not in said))
    return HOLDS


def _missed(point: Vector, label: Value, score: Value, margin: Value, *, strict: bool) -> Message:
    texts = {
        (1, True): _("The point %(point)s of class +1 gets %(score)s; more than %(bound)s is asked."),
        (1, False): _("The point %(point)s of class +1 gets %(score)s; at least %(bound)s is asked."),
        (-1, True): _("The point %(point)s of class -1 gets %(score)s; less than %(bound)s is asked."),
        (-1, False): _("The point %(point)s of class -1 gets %(score)s; at most %(bound)s is asked."),
    }
    sign = 1 if label > 0 else -1
    return say(texts[sign, strict], point=shown_vector(point), score=shown(score), bound=shown(sign * margin))
