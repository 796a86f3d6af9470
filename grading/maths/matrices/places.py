"""Where the parts of a tree stand in its source, and how the source is written."""

from dataclasses import dataclass, replace

from grading.errors import Place
from grading.maths.tree import Tree


@dataclass(frozen=True)
class Marks:
    """How a text is written. starred, dotted, matmul: ids of the parts before which `*`, a dot or `@` stands.

    has_samples: whether `x_i` is written for a row of X; asks_shapes: whether the shapes must tell where a sum ends or
    what a size is; is_numpy: whether powers are taken entry by entry, and numbers added to every entry. parts: all
    that the ids may be of, so that no other part gets one of them.
    """

    starred: frozenset[int] = frozenset()
    dotted: frozenset[int] = frozenset()
    matmul: frozenset[int] = frozenset()
    has_samples: bool = False
    asks_shapes: bool = False
    is_numpy: bool = False
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
        """Whether sums along an axis stand in the text, which are NumPy's arrays with one index."""
        return "axis" in self.whole.source

    def is_starred(self, factor: Tree) -> bool:
        """Whether a `*` stands before the factor in a text of NumPy, where it is the entrywise product."""
        return id(factor) in self.marks.starred

    def is_dotted(self, factor: Tree) -> bool:
        """Whether a dot stands before the factor, which between two vectors is the inner product."""
        return id(factor) in self.marks.dotted

    def is_matmul(self, factor: Tree) -> bool:
        """Whether the `@` of NumPy stands before the factor."""
        return id(factor) in self.marks.matmul

    def told(self) -> "Places":
        """The same for a part whose shapes ask for nothing more."""
        return Places(self.whole, self.spans, replace(self.marks, asks_shapes=False))

    def move(self, old: Tree, new: Tree) -> None:
        """What is known of a part is known of what takes its place."""
        if id(old) in self.spans:
            self.spans[id(new)] = (new, self.spans[id(old)][1])
        groups = (self.marks.starred, self.marks.dotted, self.marks.matmul)
        starred, dotted, matmul = (group | {id(new)} if id(old) in group else group for group in groups)
        parts = (*self.marks.parts, new)
        self.marks = replace(self.marks, starred=starred, dotted=dotted, matmul=matmul, parts=parts)

    def of(self, first: Tree, last: Tree | None = None) -> Place:
        """The place from the beginning of `first` to the end of `last`."""
        start = self.spans.get(id(first), (first, self.whole))[1]
        end = self.spans.get(id(last), (last, self.whole))[1] if last is not None else start
        return Place(self.whole.source, start.start, max(start.end, end.end))
