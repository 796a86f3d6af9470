"""Values that never change, of which many are made."""

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

Made = TypeVar("Made")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(made: type[Made]) -> type[Made]:
    """A frozen dataclass, for those who check types: checking while programs run doubles the time it takes to make."""
    return dataclass(unsafe_hash=True, slots=True)(made)
