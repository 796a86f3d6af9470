"""Where the parts of a tree stand in its source, and how the source is written."""

from dataclasses import dataclass, replace

from grading.errors import Place
from grading.maths.tree import Tree


@dataclass(frozen=True)
class Marks:
    """How a text is written. starred, dotted, matmul: ids of the parts before which `*`, a dot or `@` stands.
    by_entry: ids of powers, and of parts behind a `*`, that are certainly taken by entry; summed: ids in a sum or mean.

    has_samples: whether `x_i` is written for a row of X; asks_shapes: whether the shapes must tell where a sum ends or
    what a size is; is_program: whether a `*` of square matrices may be one by entry; is_numpy: whether powers are taken
    entry by entry, and numbers added to every entry; has_axes: whether sums along an axis stand in the text, which are
    NumPy's arrays with one index; keeps_axes: whether one of them keeps its axis. parts: all that the ids may be of, so
    that no other part gets one of them.
    """

    starred: frozenset[int] = frozenset()
    dotted: frozenset[int] = frozenset()
    matmul: frozenset[int] = frozenset()
    by_entry: frozenset[int] = frozenset()
    summed: frozenset[int] = frozenset()
    has_samples: bool = False
    asks_shapes: bool = False
    is_program: bool = False
    is_numpy: bool = False
    has_axes: bool = False
    keeps_axes: bool = False
    parts: tuple[Tree, ...] = ()


class Places:
    """Where each part of a tree stands in its source."""

    def __init__(self, whole: Place, spans: dict[int, tuple[Tree, Place]], marks: Marks | None = None) -> None:
        self.whole = whole
        self.spans = spans
        self.marks = marks or Marks()

    @property
    def is_numpy(self) -> bool:
        return self.marks.is_numpy

    @property
    def has_samples(self) -> bool:
        return self.marks.has_samples

    @property
    def has_axes(self) -> bool:
        return self.marks.has_axes

    def is_starred(self, factor: Tree) -> bool:
        """Whether a `*` stands before the factor in a text of NumPy, where it is the entrywise product."""
        return id(factor) in self.marks.starred

    def is_dotted(self, factor: Tree) -> bool:
        """Whether a dot stands before the factor, which between two vectors is the inner product."""
        return id(factor) in self.marks.dotted

    def is_matmul(self, factor: Tree) -> bool:
        """Whether the `@` of NumPy stands before the factor."""
        return id(factor) in self.marks.matmul

    def is_by_entry(self, part: Tree) -> bool:
        """Whether this power, or the product with this factor, is certainly taken by entry."""
        return id(part) in self.marks.by_entry

    def text(self, part: Tree) -> str:
        """What was typed for the part, the whole text where its place is not known."""
        place = self.of(part)
        return place.source[place.start : place.end]

    def has_entries(self, power: Tree) -> bool:
        """Whether powers of what is no square matrix are taken by entry here."""
        return self.is_numpy or self.is_by_entry(power) or id(power) in self.marks.summed

    def told(self) -> "Places":
        """The same for a part whose shapes ask for nothing more."""
        return Places(self.whole, self.spans, replace(self.marks, asks_shapes=False))

    def move(self, old: Tree, new: Tree) -> None:
        """What is known of a part is known of what takes its place."""
        if id(old) in self.spans:
            self.spans[id(new)] = (new, self.spans[id(old)][1])
        names = ("starred", "dotted", "matmul", "by_entry", "summed")
        groups = {name: getattr(self.marks, name) for name in names}
        moved = {name: group | {id(new)} for name, group in groups.items() if id(old) in group}
        self.marks = replace(self.marks, parts=(*self.marks.parts, new), **moved)

    def of(self, first: Tree, last: Tree | None = None) -> Place:
        """The place from the beginning of `first` to the end of `last`."""
        start = self.spans.get(id(first), (first, self.whole))[1]
        end = self.spans.get(id(last), (last, self.whole))[1] if last is not None else start
        return Place(self.whole.source, start.start, max(start.end, end.end))
