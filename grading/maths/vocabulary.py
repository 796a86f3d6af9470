"""What a word may mean: declared names first, then constants, then functions; and how a run of letters falls apart."""

import difflib
from dataclasses import dataclass, field
from functools import lru_cache

from grading.maths.alphabet import GREEK_NAMES
from grading.maths.functions import CONSTANTS, FOLDS, FUNCTIONS, LOGARITHMS, Function, function_name

# Short forms of Greek names that cannot be Python names or are often cut.
_SAME = (("lam", "lambda"), ("lambd", "lambda"), ("eps", "epsilon"), ("sig", "sigma"), ("varphi", "phi"))
_WORDS = frozenset({"and", "or", "not", "in"})


@dataclass(frozen=True, slots=True)
class Meaning:
    """sort: "symbol", "constant", "function", "logarithm", "fold" or "word"; name: its one name."""

    sort: str
    name: str


@dataclass(frozen=True)
class Vocabulary:
    """The names that may be used, and for each other way to spell one of them (`w1` for `w_1`) the name itself."""

    symbols: tuple[str, ...]
    spellings: dict[str, str] = field(repr=False, hash=False, compare=False)

    def meaning(self, word: str, bound: tuple[str, ...] = ()) -> Meaning | None:
        """What a whole word means; `bound` are the indices of the sums around it. None when it means nothing."""
        if word in bound:
            return Meaning("symbol", word)
        symbol = self.spellings.get(word) or self.spellings.get(word.replace("_", ""))
        if symbol:
            return Meaning("symbol", symbol)
        return _general_meaning(word)

    def function(self, name: str) -> Function:
        """How many arguments a function takes."""
        return FUNCTIONS[name]

    def pieces(self, word: str, bound: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The fewest known words that the run of letters is made of, () when there are none: `xy` -> x, y."""
        best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
        for end in range(1, len(word) + 1):
            for start in range(max(0, end - 20), end):
                before, piece = best[start], word[start:end]
                shorter = before is not None and (best[end] is None or len(before) + 1 < len(best[end] or ()))
                if before is not None and shorter and self._may_be_piece(piece, bound):
                    best[end] = (*before, piece)
        found = best[-1] or ()
        # `sinx` is sin of x, but `sine` is a slip and not sin of e.
        sorts = [self.meaning(piece, bound) for piece in found]
        slip = any(sort and sort.sort == "function" for sort in sorts) and {"e", "i", "E", "I"} & set(found)
        return () if slip and not {"e", "i"} & {*self.symbols, *bound} else found

    def _may_be_piece(self, piece: str, bound: tuple[str, ...]) -> bool:
        meaning = self.meaning(piece, bound)
        if meaning is None or not piece[0].isalpha():
            return False
        return meaning.sort in ("symbol", "constant") or (meaning.sort == "function" and len(piece) > 2)

    def nearest(self, word: str) -> str | None:
        """The known name that is most like an unknown one."""
        known = {**dict.fromkeys(FUNCTIONS), **dict.fromkeys(self.symbols)}
        found: list[str] = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
        if found:
            return found[0]
        return next((name for name in self.symbols if name.lower() == word.lower()), None)


@lru_cache(maxsize=1024)
def vocabulary(symbols: tuple[str, ...]) -> Vocabulary:
    """The vocabulary of a field that declares these symbols."""
    spellings = {name: name for name in symbols}
    for name in symbols:
        spellings.setdefault(name.replace("_", ""), name)
    for short, long in _SAME:
        for spelled, other in ((short, long), (long, short)):
            if other in symbols:
                spellings.setdefault(spelled, other)
    return Vocabulary(symbols, spellings)


@lru_cache(maxsize=4096)
def _general_meaning(word: str) -> Meaning | None:
    if word in CONSTANTS:
        return Meaning("constant", CONSTANTS[word])
    if word in LOGARITHMS:
        return Meaning("logarithm", word)
    if word in FOLDS:
        return Meaning("fold", FOLDS[word])
    if word in _WORDS:
        return Meaning("word", word)
    function = function_name(word)
    return Meaning("function", function) if function else None


def is_greek(name: str) -> bool:
    return name in GREEK_NAMES
