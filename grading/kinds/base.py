"""What an answer kind is made of: one module with a `KIND`, one line in the registry, one template, its tests."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field as Key

from grading.messages import _
from grading.verdict import Verdict

# An answer as it comes in: text, or a list of keys, or rows of numbers.
Raw = Any
F = TypeVar("F", bound="Field")
A = TypeVar("A")


class Misconception(BaseModel):
    """A named wrong way of thinking: an answer equal to `answer` earns the words in `says`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    says: str
    answer: Any = None


class Field(BaseModel):
    """What every field of an exercise may say, whatever its kind; each kind's own field adds its keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    label: str = Key(default="", description="What the input is called, in Markdown.")
    marks: int = Key(default=1, ge=1, le=100)
    misconceptions: tuple[Misconception, ...] = ()


@dataclass(frozen=True)
class Kind(Generic[F, A]):
    """One answer kind. Reading and judging are two steps.

    parse: (field, raw) -> answer, raises AnswerError when the answer cannot be read. grade: (field, answer) -> Verdict,
    without misconceptions unless the kind finds its own. show: (field, answer) -> LaTeX of how the answer was
    understood, "" when the input itself shows it. reference: field -> a raw answer that earns 1. shape: (field, answer)
    -> the shape of what was understood, where there are shapes. longest: how many characters of a raw answer are read
    at most. blank: what is said of an answer with nothing in it.
    """

    name: str
    title: str
    field: type[F]
    parse: Callable[[F, Raw], A]
    grade: Callable[[F, A], Verdict]
    show: Callable[[F, A], str]
    reference: Callable[[F], Raw]
    shape: Callable[[F, A], str] | None = None
    longest: int = 10_000
    blank: str = _("The answer is empty.")
