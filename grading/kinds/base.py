"""What an answer kind is made of: one module with a `KIND`, one line in the registry, one template, its tests."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field as Key, model_validator

from grading.maths.alphabet import spelled
from grading.messages import Message, _, say
from grading.slips import Slip
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


# What `expects` of `follows` is for each kind that can follow an earlier field.
FOLLOWING: dict[str, tuple[type, ...]] = {
    "number": (str,),
    "symbolic": (str,),
    "matrix_expression": (str,),
    "matrix": (str, tuple),
    "choice": (dict,),
    "property": (dict,),
}


class Follows(BaseModel):
    """How a later field goes on from earlier ones, so that one slip does not cost all that comes after it.

    expects: the right answer as a formula in the names of earlier fields; for a matrix also rows of formulas; for a
    choice option -> condition (the first that holds is right); for a property name -> formula of what is given.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    expects: str | tuple[tuple[str | int | float, ...], ...] | dict[str, str]
    credit: float = Key(default=0.5, gt=0, lt=1, description="What is earned with a wrong earlier value.")
    given: Mapping[str, Any] = Key(default={}, description="Name -> number or matrix that the formulas mention.")
    unless: tuple[str, ...] = Key(default=(), description="Conditions on earlier values under which nothing is left.")
    called: Mapping[str, str] = Key(default={}, description="Earlier field -> what messages call it, such as (a).")

    @property
    def formulas(self) -> tuple[str, ...]:
        """Every formula and condition, as text."""
        if isinstance(self.expects, str):
            return (self.expects, *self.unless)
        if isinstance(self.expects, dict):
            return (*self.expects.values(), *self.unless)
        return (*(str(entry) for row in self.expects for entry in row), *self.unless)


# The keys of fields that hold names of symbols, alone or in lists.
_NAMING = frozenset({"symbols", "variable", "free", "only", "independent"})


def _spelled(said: Any) -> Any:
    """Names in any nesting with Greek letters spelled out; in declarations also those of sizes."""
    if isinstance(said, str):
        return spelled(said)
    if isinstance(said, list | tuple):
        return [_spelled(part) for part in said]
    if not isinstance(said, Mapping):
        return said
    found = {spelled(name): _spelled(value) for name, value in said.items()}
    if len(found) < len(said):
        raise ValueError("a Greek letter is declared twice, as itself and by its name")
    return found


class Field(BaseModel):
    """What every field of an exercise may say, whatever its kind; each kind's own field adds its keys.

    from_loss: keys that say what the reference must be.
    """

    from_loss: ClassVar[frozenset[str]] = frozenset()

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    label: str = Key(default="", description="What the input is called, in Markdown.")
    marks: int = Key(default=1, ge=1, le=100)
    misconceptions: tuple[Misconception, ...] = ()
    follows: Follows | None = None

    @model_validator(mode="before")
    @classmethod
    def spell_greek_names(cls, said: Any) -> Any:
        """Greek letters may be declared as themselves; formulas have their names."""
        found = {key: _spelled(value) if key in _NAMING else value for key, value in said.items()}
        if isinstance(found.get("given"), Mapping):
            found["given"] = {spelled(name): value for name, value in found["given"].items()}
        return found

    @model_validator(mode="after")
    def can_follow(self) -> Self:
        if self.follows is None or isinstance(self.follows.expects, FOLLOWING.get(self.kind, ())):
            return self
        if self.kind not in FOLLOWING:
            raise ValueError(f"a field of kind {self.kind} cannot follow; these can: {', '.join(FOLLOWING)}")
        shape = "a mapping to formulas" if FOLLOWING[self.kind] == (dict,) else "a formula"
        raise ValueError(f"`expects` of `follows` is {shape} for the kind {self.kind}")


def look_again(field: Field, answer: Any) -> Message:
    """What is said of a wrong answer of which nothing else is known."""
    return say(_("This is not right yet. Check each step; where you are stuck, a hint or the lesson leads on."))


@dataclass(frozen=True)
class Kind(Generic[F, A]):
    """One answer kind. Reading and judging are two steps.

    parse: (field, raw) -> answer, raises AnswerError when the answer cannot be read. grade: (field, answer) ->
    Verdict, without misconceptions unless the kind finds its own. show: (field, answer) -> LaTeX of how the answer was
    understood, "" when the input itself shows it. reference: field -> a raw answer that earns 1. shape: (field,
    answer) -> the shape of what was understood, where there are shapes. text: (field, answer) -> the answer as one
    types it, where it may also be LaTeX. longest: how many characters of a raw answer are read at most. blank: what is
    said of an answer with nothing in it. slip: (field, wrong answer) -> the known slip that it shows, asked after the
    author's own misconceptions. unseen_slips: field -> (name, why) of each slip in the field's `slips` that an answer
    could not show. unexplained: (field, wrong answer) -> what is said where nothing else is known of it.
    prepare: finds out about a field what every answer to it needs. check: raises DefinitionError where its reference is
    no right answer, and is not asked where a misconception stands in its place.
    explains_itself: whether grade finds misconceptions and slips, so that nothing more is asked. runs_code: whether to
    judge a field (a mapping) needs the sandbox; then `grade` raises SandboxUnavailable where there is none.
    """

    name: str
    title: str
    field: type[F]
    parse: Callable[[F, Raw], A]
    grade: Callable[[F, A], Verdict]
    show: Callable[[F, A], str]
    reference: Callable[[F], Raw]
    shape: Callable[[F, A], str] | None = None
    text: Callable[[F, A], str] | None = None
    longest: int = 10_000
    blank: str = _("The answer is empty.")
    slip: Callable[[F, A], Slip | None] | None = None
    unseen_slips: Callable[[F], Iterator[tuple[str, str]]] | None = None
    unexplained: Callable[[F, A], Message] = look_again
    prepare: Callable[[F], None] | None = None
    check: Callable[[F], None] | None = None
    explains_itself: bool = False
    runs_code: Callable[[Mapping[str, Any]], bool] = lambda field: False
