"""What is asked of two formulas that shall be equal, and what was found."""

from dataclasses import dataclass
from enum import Enum

from grading.maths.sampling import Point
from grading.records import record


class Outcome(Enum):
    PROVED = "proved equal"
    AGREED = "agreed at enough points"
    DIFFERENT = "proved different"
    UNDECIDED = "undecided"


@record
class Decision:
    """point: where the two differ. undefined: the answer has no value there, but the reference has.

    hole: whether the other side has no value there, though `domain: same` asks for one in the same places.
    points: at how many points they agreed; bound: to within 2^-bound of their size, or, by algebra, but for a chance of
    2^-bound times a degree.
    """

    outcome: Outcome
    point: Point | None = None
    undefined: bool = False
    hole: bool = False
    points: int = 0
    bound: int = 0

    @property
    def equal(self) -> bool:
        return self.outcome in (Outcome.PROVED, Outcome.AGREED)


@dataclass(frozen=True)
class Policy:
    """What counts as equal.

    up_to: "none", "constant" (a constant may be added) or "scale" (a factor that is not 0 may be multiplied).
    variables: the symbols that it must not depend on, none for all of them. rtol: relative error allowed at each
    point, None for none. domain: "reference" (the answer has a value wherever the reference has), "same" (and nowhere
    else) or "common" (they are compared only where both have values). seed: only tests vary it.
    """

    up_to: str = "none"
    variables: tuple[str, ...] = ()
    rtol: float | None = None
    domain: str = "reference"
    seed: int = 0
