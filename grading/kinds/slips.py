"""What a field says about known slips, for the kinds that find them by changing the reference."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import ClassVar

from pydantic import Field as Key, field_validator

from grading.kinds.base import Field
from grading.maths.printing import to_text
from grading.maths.tree import Tree
from grading.nearest import did_you_mean


class FieldWithSlips(Field):
    """A field in which known slips are named. known_slips: the names that its kind knows."""

    known_slips: ClassVar[tuple[str, ...]] = ()

    derived: bool | None = Key(
        default=None, description="Name known slips in wrong answers; when it is left out, like `witness`."
    )
    not_derived: tuple[str, ...] = Key(default=(), description="Slips that are not named, such as swapped-symbols.")
    slips: tuple[str, ...] = Key(
        default=(), description="Slips that must be told from the right answer on every seed; they are named first."
    )

    @field_validator("not_derived", "slips", mode="after")
    @classmethod
    def slips_are_known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        unknown = next((name for name in names if name not in cls.known_slips), None)
        if unknown is not None:
            raise ValueError(f"`{unknown}` is no known slip. {did_you_mean(unknown, cls.known_slips)}")
        return names

    @property
    def names_slips(self) -> bool:
        """Whether slips are named. Who hides the right values hides what is wrong with others, unless told so."""
        return getattr(self, "witness", True) if self.derived is None else self.derived


def unseen_formulas(slips: Iterable[str], unseen: Callable[[str], Sequence[Tree] | None]) -> Iterator[tuple[str, str]]:
    """(name, why) of each of these slips that no answer could show. unseen: as that of a line-up of mutants."""
    for name in slips:
        found = unseen(name)
        why = reason(None if found is None else [to_text(tree) for tree in found])
        if why:
            yield name, why


def reason(coinciding: Sequence[str] | None) -> str:
    """Why a slip cannot be seen, "" when it can. coinciding: the mutants equal to the reference; None for no mutant."""
    if coinciding is None:
        return "cannot be made in this reference"
    return f"leads to `{coinciding[0]}`, which is right here" if coinciding else ""
