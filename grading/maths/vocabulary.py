"""What a word may mean: declared names first, then constants, then functions; and how a run of letters falls apart."""

import difflib
import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from grading.maths.alphabet import GREEK_NAMES
from grading.maths.functions import (
    CONSTANTS,
    CONSTRUCTORS,
    FOLDS,
    FUNCTIONS,
    INVERSES,
    LOGARITHMS,
    Function,
    function_name,
)
from grading.records import record

# Short forms of Greek names that cannot be Python names or are often cut.
_SAME = (
    ("lam", "lambd", "lambda"),
    ("eps", "epsilon", "varepsilon"),
    ("sig", "sigma", "varsigma"),
    *((f"var{name}", name) for name in ("phi", "theta", "rho", "kappa", "pi")),
)
_LETTERS = re.compile(r"[A-Za-z]+")
_BEFORE_NUMBER = re.compile(r"(?P<head>[A-Za-z]+)\d+(?:[A-Za-z]\w*)?")
# Longer words are not cut before a number.
_LONGEST = 24
_NUMBERED = re.compile(r"(\w+?)_?\d+")
# Functions that a number may follow without a space: `sin2x`, `sqrt2`, `ln3`; but `log2` is the logarithm to base 2.
_BEFORE_NUMBERS = frozenset({*INVERSES, *INVERSES.values(), "sqrt", "cbrt", "exp"})
# Of words of so few letters one other letter makes another word.
_SHORT = 3
# How like a function an unknown word without brackets must be to be taken for its misspelling.
_LIKE = 0.7
# How many functions are named that may be meant.
_MOST_NEAR = 3
_WORDS = frozenset({"and", "or", "not", "in", "true", "false"})
_GERMAN = {"und": "and", "oder": "or"}
# Words before a condition and in place of one; letters that are all declared make a product instead.
_CONDITIONAL = {**dict.fromkeys(("if", "for", "when"), "if"), **dict.fromkeys(("else", "otherwise"), "else")}


@record
class Meaning:
    """sort: "symbol", "constant", "function", "logarithm", "fold" or "word"; name: its one name."""

    sort: str
    name: str


@dataclass(frozen=True)
class Vocabulary:
    """The names that may be used, and for each other way to spell one of them (`w1` for `w_1`) the name itself."""

    symbols: tuple[str, ...]
    spellings: dict[str, str] = field(repr=False, hash=False, compare=False)

    @cached_property
    def names(self) -> frozenset[str]:
        """Every spelling of a symbol."""
        return frozenset(self.spellings)

    def meaning(self, word: str, bound: tuple[str, ...] = ()) -> Meaning | None:
        """What a whole word means; `bound` are the indices of the sums around it. None when it means nothing."""
        if word in bound:
            return Meaning("symbol", word)
        symbol = self.spellings.get(word) or self.spellings.get(word.replace("_", ""))
        if symbol:
            return Meaning("symbol", symbol)
        if (word in _CONDITIONAL or word in _GERMAN) and set(word) <= {*self.symbols, *bound}:
            return None
        return Meaning("symbol", word) if is_family(word, self.symbols, bound) else _general_meaning(word)

    def function(self, name: str) -> Function:
        """How many arguments a function takes."""
        return FUNCTIONS[name]

    def pieces(self, word: str, bound: tuple[str, ...] = (), *, numbers: bool = False) -> tuple[str, ...]:
        """The fewest known words that the run of letters is made of, () when there are none: `xy` -> x, y.

        numbers: also numbers right after a function, as in `sin2x`.
        """
        best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
        for end in range(1, len(word) + 1):
            for start in range(max(0, end - 20), end):
                before, piece = best[start], word[start:end]
                shorter = before is not None and (best[end] is None or len(before) + 1 < len(best[end] or ()))
                if before is None or not shorter:
                    continue
                if self._may_be_piece(piece, bound) or (
                    numbers and before and self._is_number_after(before[-1], piece)
                ):
                    best[end] = (*before, piece)
        found = best[-1] or ()
        # `sinx` is sin of x, but `sine` is a slip and not sin of e.
        sorts = [self.meaning(piece, bound) for piece in found]
        slip = any(sort and sort.sort == "function" for sort in sorts) and {"e", "i", "E", "I"} & set(found)
        return () if slip and not {"e", "i"} & {*self.symbols, *bound} else found

    def before_number(self, word: str, bound: tuple[str, ...] = ()) -> str:
        """The names before the digits of `k2`, "" where these are none, or where there are names with a number."""
        found = _BEFORE_NUMBER.fullmatch(word)
        head = found["head"] if found and len(word) <= _LONGEST else ""
        if not head or family_of(f"{head}_i", self.symbols):
            return ""
        meanings = [self.meaning(piece, bound) for piece in self.pieces(head, bound)]
        return head if meanings and all(one is not None and one.sort == "symbol" for one in meanings) else ""

    def begins_in_function(self, pieces: tuple[str, ...]) -> bool:
        """Whether these are a function and its argument, as in `\\mathrm{sinx}`."""
        first = self.meaning(pieces[0])
        return first is not None and first.sort == "function"

    def _may_be_piece(self, piece: str, bound: tuple[str, ...]) -> bool:
        meaning = self.meaning(piece, bound)
        if meaning is None or not piece[0].isalpha() or piece.endswith("_"):
            return False
        is_ln = piece == "ln" and not {"l", "n"} <= {*self.symbols, *bound}
        return meaning.sort in ("symbol", "constant") or (meaning.sort == "function" and (len(piece) > 2 or is_ln))

    def _is_number_after(self, before: str, piece: str) -> bool:
        if not piece.isdigit():
            return False
        meaning = self.meaning(before)
        is_function = meaning is not None and meaning.sort == "function"
        return is_function and (before == "ln" or (meaning is not None and meaning.name in _BEFORE_NUMBERS))

    def function_names(self) -> list[str]:
        """What a misspelt name may have meant."""
        return list(FUNCTIONS)

    def nearest(self, word: str, *, is_function: bool) -> str | None:
        """The known name that is most like an unknown one. is_function: brackets follow, as after a function."""
        known = [*self.symbols, *self.function_names()]
        cutoff = 0.6 if len(word) > _SHORT else 0.76
        found: list[str] = difflib.get_close_matches(word, known, n=1, cutoff=cutoff)
        found = found or [name for name in known if sorted(name) == sorted(word)][:1]
        is_like = bool(found) and difflib.SequenceMatcher(None, word, found[0]).ratio() > _LIKE
        if found and (is_function or is_like or found[0] in self.symbols):
            return found[0]
        return next((name for name in self.symbols if name.lower() == word.lower()), None)

    def like_function(self, word: str) -> list[str]:
        """The functions that an unknown one may be cut from, and what is most like it: `sig` -> `sigmoid`, `sign`."""
        nearest = self.nearest(word, is_function=True)
        longer = self.beginning(word) if len(word) > 1 else []
        return list(dict.fromkeys([*longer, *([nearest] if nearest else [])]))[:_MOST_NEAR]

    def beginning(self, start: str) -> list[str]:
        """The functions that begin with these letters, longer names first: they are cut most often."""
        found = [name for name in self.function_names() if name.lower().startswith(start.lower())]
        return sorted(found, key=len, reverse=True)


def is_joined(word: str, name: str) -> bool:
    """Whether the letters of the Greek `\\xi` are those of a name with something below, `x_i`.

    >>> is_joined("xi", "x_i"), is_joined("xi_1", "xi_1")
    (True, False)
    """
    letters = _LETTERS.match(word)
    head = letters[0] if letters else word
    return head in GREEK_NAMES and name.replace("_", "").startswith(head) and not name.startswith(head)


def is_family(word: str, symbols: tuple[str, ...], bound: tuple[str, ...]) -> bool:
    """Whether the word is `x_i`, i is the index of a sum, and names such as `x_1` are declared, but not this one."""
    base, _underscore, index = word.rpartition("_")
    return bool(base) and index in bound and word not in symbols and bool(family_of(word, symbols))


def family_of(word: str, symbols: tuple[str, ...]) -> list[str]:
    """The declared names `x_1`, `x_2`, ... for which `x_i` stands."""
    base = word.rpartition("_")[0]
    numbered = ((symbol, _NUMBERED.fullmatch(symbol)) for symbol in symbols)
    return [symbol for symbol, found in numbered if found is not None and found[1] == base]


@lru_cache(maxsize=1024)
def vocabulary(symbols: tuple[str, ...]) -> Vocabulary:
    """The vocabulary of a field that declares these symbols."""
    spellings = {name: name for name in symbols}
    for name in symbols:
        spellings.setdefault(name.replace("_", ""), name)
    for name in symbols:
        letters = _LETTERS.match(name)
        base = letters[0] if letters else name
        for spelled in (spelled for same in _SAME if base in same for spelled in same):
            spellings.setdefault(spelled + name[len(base) :], name)
            spellings.setdefault(spelled + name[len(base) :].replace("_", ""), name)
    return Vocabulary(symbols, spellings)


@lru_cache(maxsize=4096)
def _general_meaning(word: str) -> Meaning | None:
    if word in CONSTANTS:
        return Meaning("constant", CONSTANTS[word])
    if word in LOGARITHMS:
        return Meaning("logarithm", word)
    if word in FOLDS:
        return Meaning("fold", FOLDS[word])
    if word in CONSTRUCTORS:
        return Meaning("constructor", word)
    if word in _WORDS or (word.lower() in _WORDS and word in (word.upper(), word.title())):
        return Meaning("word", word.lower())
    if word in _GERMAN:
        return Meaning("word", _GERMAN[word])
    if word in _CONDITIONAL:
        return Meaning("word", _CONDITIONAL[word])
    function = function_name(word)
    return Meaning("function", function) if function else None
