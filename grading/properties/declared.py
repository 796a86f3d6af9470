"""One property as an author declares it, and what becomes of it for an answer."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from pydantic import BaseModel, ConfigDict, Field as Key, model_validator

from grading.nearest import did_you_mean
from grading.properties import CHECKS, Check
from grading.properties.reading import Reading
from grading.properties.said import Finding, Misfit, Said, fails


class Property(BaseModel):
    """`{spans: null_space, of: A, credit: 2, says: ..., name: ...}`: one key of CHECKS, with those beside it."""

    model_config = ConfigDict(extra="allow", frozen=True)

    credit: int = Key(default=1, ge=0, le=100, description="Its weight in the score.")
    required: bool = Key(default=False, description="Without it nothing is earned.")
    says: str = Key(default="", description="What the learner reads when it does not hold, in Markdown.")
    name: str = Key(default="", description="The misconception that its failure shows.")
    title: str = Key(default="", description="What the list of properties calls it, in Markdown.")
    atol: float | None = Key(default=None, ge=0, allow_inf_nan=False, description="What is not larger counts as zero.")

    @model_validator(mode="after")
    def is_known(self) -> "Property":
        keys = self.model_extra or {}
        found = [key for key in keys if key in CHECKS]
        if len(found) > 1 and all(key in CHECKS[found[0]].may for key in found[1:]):
            found = found[:1]
        if len(found) != 1:
            raise ValueError(_one_is_asked(found, sorted(keys)))
        check = CHECKS[found[0]]
        missing = [key for key in check.must if key not in keys]
        odd = [key for key in keys if key not in (found[0], *check.must, *check.may)]
        if missing or odd:
            if odd:
                remedy = did_you_mean(odd[0], (*check.must, *check.may, *Property.model_fields))
                raise ValueError(f"the property {found[0]} has no key `{odd[0]}`. {remedy}")
            raise ValueError(f"the property {found[0]} needs `{missing[0]}` too")
        return self

    @property
    def key(self) -> str:
        return next(key for key in self.model_extra or {} if key in CHECKS)

    @property
    def check(self) -> Check:
        return CHECKS[self.key]

    @property
    def diagonal_factor(self) -> int | None:
        """The place of the factor that is a diagonal matrix, or the list of its numbers."""
        return {"svd": 1, "eigen": 0}.get(str((self.model_extra or {}).get("factorisation")))

    @property
    def is_of_complex(self) -> bool:
        """Whether it may be asked of complex numbers; of factorisations only the eigenvalues with their vectors."""
        extra = self.model_extra or {}
        return self.check.of_complex and extra.get("factorisation", "eigen") == "eigen"

    @property
    def shown_title(self) -> str:
        return self.title or self.check.title

    def said(self, given: Mapping[str, Any], definitions: Mapping[str, str]) -> Said:
        return Said(self.model_extra or {}, given, definitions)

    def find(self, answer: Reading, given: Mapping[str, Any], definitions: Mapping[str, str]) -> Finding:
        """Whether it holds for the answer. Raises ValueError when the author's keys make no sense."""
        if self.model_extra and self.model_extra[self.key] is False:
            raise ValueError(f"{self.key}: false is not asked; leave it out")
        if self.atol is not None:
            answer = replace(answer, sight=replace(answer.sight, atol=Fraction(str(self.atol))))
        try:
            return self.check.run(answer, self.said(given, definitions))
        except Misfit as misfit:
            return fails(misfit.message)


def _one_is_asked(found: Sequence[str], keys: Sequence[str]) -> str:
    if found:
        return f"several properties stand here ({', '.join(found)}). Begin an entry with `- ` for each."
    if not keys:
        return f"no property stands here. Write one of {', '.join(CHECKS)}."
    beside = {key for check in CHECKS.values() for key in (*check.must, *check.may)}
    unknown = next((key for key in keys if key not in beside), keys[0])
    return f"there is no property `{unknown}`. {did_you_mean(unknown, CHECKS)}"
