"""The check of the contract on follow-through: from the right earlier values comes the right later one."""

from collections.abc import Iterator

from exercises.content import Content
from exercises.contract.finding import Finding
from exercises.definition import Definition
from exercises.judging import Judge
from grading import reference_answer
from grading.errors import DefinitionError, stopped
from grading.following import expected
from grading.maths.values import TooMuch, Unsure
from grading.recomputing import NotWorkable
from grading.verdict import Outcome

_REMEDY = "Write it in the names of earlier fields; `given` names everything else that is no parameter."


def what_follows_is_right(definition: Definition, content: Content, judge: Judge) -> Iterator[Finding]:
    """With the references of the earlier fields, each formula of `follows` must give the reference of its field."""
    for name, field in content.fields.items():
        if not field.get("follows"):
            continue
        where = definition.where(("fields", name, "follows"))
        try:
            made = expected(name, content.fields)
        except DefinitionError as fault:
            yield Finding(f"`{name}`: {stopped(fault.problem)}", where, remedy=fault.remedy)
            continue
        except (NotWorkable, Unsure, TooMuch) as fault:
            why = str(fault.__cause__ or "")
            yield Finding(f"`{name}` cannot be worked out from the right earlier answers.", where, why, remedy=_REMEDY)
            continue
        verdict = judge.field(made, reference_answer(field))
        if verdict.outcome is not Outcome.CORRECT:
            detail = f"It gives {str(made.get('reference', made.get('given')))[:300]}."
            yield Finding(f"From the right earlier answers comes another `{name}` than its reference.", where, detail)
