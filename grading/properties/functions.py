"""Properties of answers with names in them: feature maps of a kernel, what an answer may not depend on."""

from flint import fmpq

from grading.maths.linear import dot
from grading.maths.values import Undefined
from grading.messages import _, say
from grading.properties.formulas import value_of
from grading.properties.reading import Reading, shown_apart
from grading.properties.said import HOLDS, Finding, Said, fails


def kernel(answer: Reading, said: Said) -> Finding:
    """phi(x) times phi(z) is k(x, z); `at` says which name of z stands for which of x."""
    places = said.keys["at"]
    if not isinstance(places, dict) or not {*places, *places.values()} <= set(answer.point):
        raise ValueError("kernel: `at` maps each symbol of x to that of z, as in {x1: z1, x2: z2}")
    wanted = value_of(str(said.keys["kernel"]), answer, said, "kernel")
    moved = {**answer.point, **{name: answer.point[other] for name, other in places.items()}}
    found = dot(answer.entries, answer.entries_at(moved))
    if answer.sight.same(found, wanted):
        return HOLDS
    found_text, wanted_text = shown_apart(found, wanted)
    text = _("The inner product of the features is %(found)s, the kernel is %(wanted)s.")
    return fails(say(text, found=found_text, wanted=wanted_text))


def free_of(answer: Reading, said: Said) -> Finding:
    """The answer stays as it is when the names change."""
    listed = said.keys["free_of"]
    for name in listed if isinstance(listed, list | tuple) else [listed]:
        if name not in answer.point:
            raise ValueError(f"free_of: `{name}` is no symbol")
        moved = {**answer.point, name: answer.point[name] * fmpq(17, 13) + fmpq(1, 3)}
        try:
            others = answer.entries_at(moved)
        except Undefined:
            continue
        if not all(map(answer.sight.same, answer.entries, others)):
            return fails(say(_("The answer changes with `%(name)s`, and it must not."), name=str(name)))
    return HOLDS
