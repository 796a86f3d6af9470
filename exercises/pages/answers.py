"""What a form says: the raw answer of each field and the token that names the form. Controls are `answer.<field>`."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.http import QueryDict

from exercises.pages.inputs import input_of

PREFIX = "answer."
LONGEST_DRAFT = 200_000
_signer = signing.Signer(salt="nabla.form")


@dataclass(frozen=True)
class FormToken:
    """One rendering of one exercise form: sent twice it is one submission.

    It knows which variant it showed, and whose work: the form of one person is of no use to another.
    """

    number: uuid.UUID
    variant: int
    work: int

    def __str__(self) -> str:
        return _signer.sign(f"{self.number.hex}-{self.variant}-{self.work}")


def new_token(variant: int, work: int) -> str:
    """The value of the hidden field `token` of a form that shows this variant to the owner of this work."""
    return str(FormToken(uuid.uuid4(), variant, work))


def read_token(text: str) -> FormToken | None:
    """The token that a form sent, None when we did not make it."""
    try:
        number, variant, work = _signer.unsign(text).split("-")
        return FormToken(uuid.UUID(number), int(variant), int(work))
    except (signing.BadSignature, ValueError):
        return None


def read_answers(fields: Mapping[str, Mapping[str, Any]], sent: QueryDict) -> dict[str, Any]:
    """field -> raw answer for every field; names that are no field of this exercise are ignored."""
    return {name: input_of(field).read(field, f"{PREFIX}{name}", sent) for name, field in fields.items()}


def fits_a_draft(answers: Mapping[str, Any]) -> bool:
    """Whether an unfinished answer is small enough to be kept."""
    return len(json.dumps(answers, ensure_ascii=False)) <= LONGEST_DRAFT
