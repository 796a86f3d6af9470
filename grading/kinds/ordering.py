"""Blocks to be put in order, with distractors that stay out and, where asked, indentation."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field as Key, model_validator

from grading.errors import AnswerError, DefinitionError
from grading.kinds.base import Field, Kind, Misconception, Raw
from grading.messages import Message, _, say
from grading.nearest import did_you_mean
from grading.verdict import Verdict, correct, incorrect, partially_correct

# One line of an answer: a block's key and how far it is indented.
Line = tuple[str, int]
_DEEPEST = 20
_BLANK = _("The answer is empty. Put the blocks in order.")


class Block(BaseModel):
    """A line of the proof or program. indent: how far it is indented in the right answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    text: str
    indent: int = Key(default=0, ge=0, le=_DEEPEST)


class OrderMisconception(Misconception):
    """before: shown when the first block stands before the second. uses: shown when this block is used."""

    before: tuple[str, str] | None = None
    uses: str | None = None


class OrderingField(Field):
    blocks: tuple[Block, ...] = Key(min_length=2, max_length=30)
    distractors: tuple[Block, ...] = Key(default=(), max_length=20)
    reference: tuple[tuple[str, ...], ...] = Key(
        default=(),
        description="The right order, or a list of right orders.",
        json_schema_extra={"items": {}},  # one order may stand there alone
    )
    requires: Mapping[str, tuple[str, ...]] = Key(default={}, description="Block -> blocks that must stand earlier.")
    indentation: bool = False
    credit: Literal["prefix", "all"] = "prefix"
    misconceptions: tuple[OrderMisconception, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def one_order_is_a_list_of_one(cls, said: Any) -> Any:
        if isinstance(said, dict):
            orders = said.get("reference")
            if isinstance(orders, list | tuple) and orders and not isinstance(orders[0], list | tuple):
                said = said | {"reference": [orders]}
            elif isinstance(orders, list | tuple) and orders and _is_lines(orders):
                said = said | {"reference": [[line[0] for line in orders]]}
        return said

    @model_validator(mode="after")
    def keys_fit(self) -> "OrderingField":
        keys = [block.key for block in (*self.blocks, *self.distractors)]
        own = {block.key for block in self.blocks}
        if len(set(keys)) < len(keys):
            raise DefinitionError("two blocks have the same key", where="blocks", remedy="Rename one of them.")
        for key in {key for order in self.reference for key in order} - set(keys):
            raise _no_block(key, keys, "reference")
        for key in {*self.requires, *(key for earlier in self.requires.values() for key in earlier)} - own:
            raise _no_block(key, own, "requires")
        if self.requires and self.reference:
            raise DefinitionError("there is a reference, too", where="requires", remedy="Give either of them.")
        if len(_any_order(self)) < len(self.blocks) and not self.reference:
            remedy = "Take one of the requirements out."
            raise DefinitionError("the blocks require each other in a circle", where="requires", remedy=remedy)
        return self


def _no_block(key: str, known: Iterable[str], where: str) -> DefinitionError:
    return DefinitionError(f"`{key}` is the key of no block", where=where, remedy=did_you_mean(key, known))


def _is_lines(order: Sequence[Any]) -> bool:
    """Whether this is one order of [key, indent] pairs, rather than several orders."""
    return all(isinstance(line, list | tuple) and len(line) == 2 and isinstance(line[1], int) for line in order)


def parse(field: OrderingField, raw: Raw) -> tuple[Line, ...]:
    if not isinstance(raw, list | tuple):
        raise AnswerError(say(_("Put the blocks in order.")))
    known = {block.key for block in (*field.blocks, *field.distractors)}
    lines = tuple(_line(item) for item in raw)
    keys = [key for key, _indent in lines]
    if not set(keys) <= known:
        raise AnswerError(say(_("One of the blocks is not on the list. Use the blocks of the exercise.")))
    if len(set(keys)) < len(keys):
        raise AnswerError(say(_("A block is used twice. Use each block at most once.")))
    return lines


def _line(item: Any) -> Line:
    if isinstance(item, str):
        return item, 0
    if isinstance(item, list | tuple) and len(item) == 2 and isinstance(item[0], str) and type(item[1]) is int:
        return item[0], max(0, min(_DEEPEST, item[1]))
    raise AnswerError(say(_("Put the blocks in order.")))


def grade(field: OrderingField, answer: tuple[Line, ...]) -> Verdict:
    keys = [key for key, _indent in answer]
    ordered, right = _longest_right_start(field, keys)
    straight = _longest_straight_start(field, answer) if field.indentation else len(keys)
    length = min(ordered, straight)
    if length == len(keys) == right:
        return correct()
    shown = _own_misconception(field, keys)
    messages, details = _where(answer, length, right)
    if straight < ordered:
        messages = (say(_("Block %(line)d is in its place, but indented wrongly."), line=straight + 1),)
    if shown is not None:
        messages = (Message(shown.says), *messages)
    more: dict[str, Any] = {"misconceptions": (shown.name,) if shown else (), "details": details}
    # Blocks that are not needed after all that are needed: a part of the answer is right.
    score = length / (right if length < right else len(keys))
    if field.credit == "prefix" and 0 < score < 1:
        return partially_correct(score, *messages, **more)
    return incorrect(*messages, **more)


def _longest_straight_start(field: OrderingField, answer: Sequence[Line]) -> int:
    """How many lines from the top are indented as they must be."""
    indents = {block.key: block.indent for block in field.blocks}
    wrong = (place for place, (key, indent) in enumerate(answer) if indent != indents.get(key, indent))
    return next(wrong, len(answer))


def _longest_right_start(field: OrderingField, keys: Sequence[str]) -> tuple[int, int]:
    """How many blocks from the top stand as in a right order, and how many blocks that order has."""
    if field.reference:
        starts = [(_common_start(order, keys), len(order)) for order in field.reference]
        return max(starts, key=lambda found: (found[0], -found[1]))
    own, seen = {block.key for block in field.blocks}, set[str]()
    for place, key in enumerate(keys):
        if key not in own or not seen.issuperset(field.requires.get(key, ())):
            return place, len(field.blocks)
        seen.add(key)
    return len(keys), len(field.blocks)


def _common_start(order: Sequence[str], keys: Sequence[str]) -> int:
    for place, (right, key) in enumerate(zip(order, keys, strict=False)):
        if right != key:
            return place
    return min(len(order), len(keys))


def _where(answer: Sequence[Line], length: int, right: int) -> tuple[tuple[Message, ...], dict[str, Any]]:
    if length == len(answer) == 1:
        return (say(_("The block used stands right; blocks are missing.")),), {
            "first_misplaced": None,
            "right_start": 1,
        }
    if length == len(answer):
        missing = say(_("All %(have)d blocks used stand right; blocks are missing."), have=length)
        return (missing,), {"first_misplaced": None, "right_start": length}
    first = answer[length][0]
    details = {"first_misplaced": first, "right_start": length}
    if length >= right:
        return (say(_("All needed blocks stand right; block %(line)d is not needed."), line=length + 1),), details
    if length == 1:
        return (say(_("The first block stands right; block 2 cannot follow here.")),), details
    if not length:
        return (say(_("The first block cannot stand first.")),), details
    return (
        say(
            _("The first %(count)d blocks stand right; block %(line)d cannot follow here."),
            count=length,
            line=length + 1,
        ),
    ), details


def _own_misconception(field: OrderingField, keys: Sequence[str]) -> OrderMisconception | None:
    places = {key: place for place, key in enumerate(keys)}
    for misconception in field.misconceptions:
        if misconception.uses in places:
            return misconception
        if misconception.before:
            first, second = (places.get(key) for key in misconception.before)
            if first is not None and second is not None and first < second:
                return misconception
    return None


def _any_order(field: OrderingField) -> list[str]:
    """The blocks in an order that respects `requires`, the first one that the order of `blocks` leads to."""
    placed: list[str] = []
    waiting = [block.key for block in field.blocks]
    while free := next((key for key in waiting if set(field.requires.get(key, ())) <= set(placed)), None):
        placed.append(free)
        waiting.remove(free)
    return placed


def show(field: OrderingField, answer: tuple[Line, ...]) -> str:
    return ""


def reference(field: OrderingField) -> Raw:
    order = field.reference[0] if field.reference else _any_order(field)
    indents = {block.key: block.indent for block in field.blocks}
    return [[key, indents.get(key, 0)] for key in order] if field.indentation else list(order)


KIND = Kind("ordering", _("Ordering"), OrderingField, parse, grade, show, reference, longest=5_000, blank=_BLANK)
