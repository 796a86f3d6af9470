"""What a form says: the raw answer of each field and the token that names the form.

Names: `answer.<field>`, repeated for choices and orderings. Without JavaScript an ordering sends
`answer.<field>:<key>`, the number of the block's place.
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.http import QueryDict

from exercises.views.keys import authors_key
from grading.kinds import KINDS

PREFIX = "answer."
LONGEST_DRAFT = 200_000
_signer = signing.Signer(salt="nabla.form")


@dataclass(frozen=True)
class FormToken:
    """One rendering of one exercise form: sent twice it is one submission, and it knows which variant it showed."""

    number: uuid.UUID
    variant: int

    def __str__(self) -> str:
        return _signer.sign(f"{self.number.hex}-{self.variant}")


def new_token(variant: int) -> str:
    """The value of the hidden field `token` of a form that shows this variant."""
    return str(FormToken(uuid.uuid4(), variant))


def read_token(text: str) -> FormToken | None:
    """The token that a form sent, None when we did not make it."""
    try:
        number, _, variant = _signer.unsign(text).partition("-")
        return FormToken(uuid.UUID(number), int(variant))
    except (signing.BadSignature, ValueError):
        return None


def read_answers(fields: Mapping[str, Mapping[str, Any]], sent: QueryDict) -> dict[str, Any]:
    """field -> raw answer for every field; names that are no field of this exercise are ignored."""
    return {name: _read(field, name, sent) for name, field in fields.items()}


def _read(field: Mapping[str, Any], name: str, sent: QueryDict) -> Any:
    kind = KINDS[field["kind"]]
    texts = sent.getlist(PREFIX + name)
    if field["kind"] == "ordering":
        return [_block(text, field) for text in texts if text] or _numbered(field, name, sent)
    if kind.many:
        return [authors_key(field, text) for text in texts if text]
    if field["kind"] == "choice":
        return authors_key(field, texts[-1]) if texts else ""
    # browsers send line ends as CRLF, whatever was typed
    return texts[-1].replace("\r\n", "\n") if texts else ""


def _block(text: str, field: Mapping[str, Any]) -> Any:
    """ "k1" or, where blocks are indented, "k1:2" as ["k1", 2]."""
    key, colon, indent = text.rpartition(":")
    if colon and field.get("indentation") and indent.isdecimal():
        return [authors_key(field, key), int(indent[:3])]
    return authors_key(field, text)


def _numbered(field: Mapping[str, Any], name: str, sent: QueryDict) -> list[str]:
    """The keys in the order of the numbers written beside them; a block without a number is left out."""
    start = f"{PREFIX}{name}:"
    places = [(str(sent[key]).strip(), key.removeprefix(start)) for key in sent if key.startswith(start)]
    numbered = sorted((int(place[:6]), key) for place, key in places if place.isdecimal())
    return [authors_key(field, key) for _, key in numbered]


def fits_a_draft(answers: Mapping[str, Any]) -> bool:
    """Whether an unfinished answer is small enough to be kept."""
    return len(json.dumps(answers, ensure_ascii=False)) <= LONGEST_DRAFT
