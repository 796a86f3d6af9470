"""The slips that may lead from one line of a derivation to a wrong next one, the likeliest first."""

from collections.abc import Iterator
from itertools import islice

from grading.errors import AnswerError, DefinitionError
from grading.kinds.differentiated import rule_slip
from grading.maths.derivations.moment_slips import moment_slips
from grading.maths.derivations.setting import NOWHERE, Setting
from grading.maths.derivations.slips import Slip
from grading.maths.derivations.taken_apart import taken_apart
from grading.maths.derivatives import derivative, slips as slips_of_rules
from grading.maths.matrices.inference import infer
from grading.maths.matrices.mutations import mutants as matrix_mutants
from grading.maths.mutations import Mutant, mutants
from grading.maths.printing import to_latex
from grading.maths.spots import spots
from grading.maths.tidied import tidied
from grading.maths.tree import Call, Name, Tree, nodes

# So many wrong ways to differentiate are tried.
_MOST_RULES = 24
# What is done to a line that was taken apart, or to a derivative; of a b + b a nobody loses a factor 2, or a transpose.
_BEHIND = frozenset(
    {
        "sign-of-a-term", "lost-term", "lost-factor", "lost-coefficient", "lost-half", "lost-square", "swapped-factors",
        "commuted-matrices", "log-of-a-sum", "exp-of-a-sum", "function-of-a-sum", "root-of-a-sum", "power-of-a-sum",
    }
)  # fmt: skip


def slips(setting: Setting, line: Tree) -> Iterator[Slip]:
    """Those of one step; of a derivative also what a rule applied wrongly makes of it, and slips in what it is."""
    yield from moment_slips(line, setting.random_names)
    if any(isinstance(node, Call) and node.function == "diff" for node in nodes(line)):
        # The first is the sign of the whole.
        yield from islice(_mutants(setting, line), 1)
        try:
            yield from _of_rules(setting, line)
            found, is_shaped = tidied(setting.expanded(line)), bool(setting.symbols.shaped)
            yield from (slip for slip in _mutants(setting, found) if slip.name in _BEHIND or not is_shaped)
        except AnswerError:
            return
    yield from _mutants(setting, line)


def slips_behind(setting: Setting, line: Tree) -> Iterator[Slip]:
    """Those behind a right step: a logarithm taken apart, or a product multiplied out."""
    apart = taken_apart(line)
    if apart != line:
        yield from (slip for slip in _mutants(setting, apart) if slip.name in _BEHIND)


def _mutants(setting: Setting, line: Tree) -> Iterator[Slip]:
    if not setting.symbols.shaped:
        yield from mutants(line)
        return
    try:
        reading = infer(line, setting.symbols, NOWHERE)
    except AnswerError:
        return
    yield from (slip for slip in matrix_mutants(reading, setting.symbols) if not slip.turned)


def _of_rules(setting: Setting, line: Tree) -> Iterator[Slip]:
    """Derivatives with one rule applied wrongly, in the place of the right ones; a lost minus is the sign of a term."""
    for spot in spots(line) if not setting.symbols.shaped else ():
        match spot.tree:
            case Call("diff", (inner, Name(name))):
                whole = setting.expanded(inner)
                every = (slip for slip in slips_of_rules(whole, name) if slip.rule != "minus")
                for slip in islice(dict.fromkeys(every), _MOST_RULES):
                    found = rule_slip(slip.rule, to_latex(slip.part))
                    try:
                        yield Mutant(found.name, found.says, spot.put(derivative(whole, name, slip)))
                    except DefinitionError:
                        continue
