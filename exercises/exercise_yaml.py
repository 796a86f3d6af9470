"""The keys of exercise.yaml. Its JSON Schema, for editors, is made from these classes."""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5_000)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Score = Annotated[float, Field(ge=0, le=1)]
# Keys of a sample that are no answers, so no field can have such a name.
RESERVED = ("verdict", "score", "misconception", "says", "each")


class _Keys(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Part(_Keys):
    """A part of the task with fields of its own."""

    name: str = Field(description="Short name that the prompt uses, such as a.", min_length=1, max_length=20)
    title: str = Field(default="", description="What the part is called, in Markdown.", max_length=200)
    fields: dict[str, dict[str, Any]] = Field(description="Field name -> field.", min_length=1)


Stated = Literal["correct", "partially_correct", "incorrect", "invalid", "undecided"]


class Sample(BaseModel):
    """An answer and the verdict that it must get. A field that is not mentioned gets its reference."""

    model_config = ConfigDict(extra="allow", frozen=True)

    verdict: Stated
    score: Score | None = Field(default=None, description="The score it must get, to 1e-6.")
    each: dict[str, Stated] = Field(default={}, description="Field -> the verdict that it must get.")
    misconception: str | None = Field(default=None, description="The misconception that must be found.")
    says: str = Field(default="", description="A part of a message that the learner must read.")

    @property
    def answers(self) -> dict[str, Any]:
        return self.model_extra or {}


class Wrong(_Keys):
    """A typical wrong solution of a code exercise."""

    file: str = Field(description="Such as wrong/no_swap.py.", pattern=r"^wrong/[A-Za-z0-9_.-]+\.py$")
    verdict: Literal["incorrect", "partially_correct"]
    says: str = Field(default="", description="A part of a message that the learner must read.")
    misconception: str | None = Field(default=None, description="The misconception that must be found.")
    score: Score | None = None


class Limits(_Keys):
    """How far numbers may go that learners see or type."""

    magnitude: float = Field(default=1000, gt=0)
    decimals: int = Field(default=4, ge=0, le=15)
    denominator: int = Field(default=100, ge=1)


class ExerciseYaml(_Keys):
    """exercise.yaml: what an exercise is called, what it exercises, its fields, and answers with their verdicts."""

    uuid: UUID = Field(
        description="Made once, kept for ever: `python3 -c 'import uuid; print(uuid.uuid4())'` or uuidgen."
    )
    title: str = Field(min_length=1, max_length=200)
    skills: list[Slug] = Field(min_length=1, max_length=10)
    difficulty: int = Field(ge=1, le=5)
    position: int = Field(default=0, ge=0, le=999, description="Place in the topic.")
    fields: dict[str, dict[str, Any]] | None = None
    parts: list[Part] | None = None
    hints: list[Text] = Field(default=[], max_length=10)
    samples: list[Sample] = Field(default=[], max_length=100)
    wrong: list[Wrong] = Field(default=[], max_length=30)
    solution_after: int = Field(default=3, ge=0, le=50, description="Tries after which the solution may be opened.")
    limits: Limits = Limits()

    @model_validator(mode="after")
    def _has_fields(self) -> Self:
        if self.fields and self.parts:
            raise ValueError("Both `fields` and `parts` are given: give either of them, and in `parts` all the fields.")
        if not self.fields and not self.parts:
            raise ValueError("An exercise needs at least one field: give either `fields` or `parts`.")
        return self

    @property
    def all_fields(self) -> dict[str, dict[str, Any]]:
        """Field name -> mapping, through all parts."""
        if self.fields:
            return self.fields
        return {name: field for part in self.parts or [] for name, field in part.fields.items()}
