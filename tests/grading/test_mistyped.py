"""Answers of our own tables with a few signs lost, doubled or put in are judged, or refused with a message."""

import random
from contextlib import suppress
from typing import Any

import pytest

from grading.errors import AnswerError
from grading.kinds import KINDS
from tests.grading.test_cases import FOLDER, lines_of

READ = ("symbolic", "matrix_expression", "derivation", "property", "number", "matrix")
SIGNS = [
    "(",
    ")",
    "[",
    "{",
    "}",
    "^",
    "*",
    "/",
    "-",
    "+",
    "=",
    "<",
    ">",
    ",",
    "|",
    "'",
    "&",
    "\\\\",
    "I",
    "1[",
    "x",
    "0",
    "n",
]
WORDS = [
    "where(",
    " if ",
    " or ",
    "\\begin{cases}",
    "\\end{cases}",
    "\\mathbb{1}",
    "max(",
    "tr(",
    "Sum(",
    "exp",
    "oo",
    "\n",
]
PIECES, ANSWERS = 8, 150


def mistyped(answer: str, generator: random.Random) -> str:
    typed = list(answer)
    for _slip in range(generator.randint(1, 4)):
        place = generator.randrange(len(typed) + 1)
        match generator.randrange(3):
            case 0:
                typed[place : place + 1] = []
            case 1:
                typed.insert(place, generator.choice(SIGNS + WORDS))
            case _:
                typed[place:place] = typed[max(0, place - generator.randint(1, 12)) : place]
    return "".join(typed)


@pytest.mark.parametrize("piece", range(PIECES))
def test_a_mistyped_answer_is_judged_or_refused(piece: int) -> None:
    generator = random.Random(piece)
    every = [case for file in sorted(FOLDER.glob("*.jsonl")) for case in lines_of(file)]
    texts = [case for case in every if isinstance(case["answer"], str) and "predicates" not in case["field"]]
    known = [case for case in texts if case["field"]["kind"] in READ]
    for case in generator.sample(known, ANSWERS):
        judge(case["field"], mistyped(case["answer"], generator))


def judge(field: dict[str, Any], answer: str) -> None:
    kind = KINDS[field["kind"]]
    read = kind.field.model_validate(field)
    with suppress(AnswerError):
        typed = kind.parse(read, answer)
        kind.grade(read, typed)
        kind.show(read, typed)
