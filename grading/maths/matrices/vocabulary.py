"""The words of matrix expressions: the functions of matrices, and `I` and `ones` with or without a size."""

from dataclasses import dataclass
from functools import lru_cache

from grading.maths.functions import FUNCTIONS, Function, words
from grading.maths.vocabulary import Meaning, Vocabulary, vocabulary

MATRIX_FUNCTIONS: dict[str, Function] = {
    **{name: Function(name) for name in words("transpose inv pinv rank diag vec slogdet axis keepdims")},
    **{name: Function(name, 1, 2) for name in words("softmax logsumexp log_softmax")},
    **{name: Function(name) for name in words("var std ptp")},
    "rows": Function("rows"),
    "columns": Function("columns"),
    "tr": Function("tr"),
    "det": Function("det", latex="\\det"),
    "logdet": Function("logdet"),
    "kron": Function("kron", 2, 2),
    "hadamard": Function("hadamard", 2, 20),
    "divide": Function("divide", 2, 2),
    "outer": Function("outer", 2, 2),
    "dot": Function("dot", 2, 2),
    "inner": Function("inner", 2, 2),
    "solve": Function("solve", 2, 2),
    "power": Function("power", 2, 2),
    "square": Function("square"),
    "sum": Function("sum", 1, 3),
    "mean": Function("mean", 1, 3),
    "matmul": Function("matmul", 2, 2),
    "norm": Function("norm", 1, 2),
    "eye": Function("eye"),
    "absolute": Function("absolute"),
    "bars": Function("bars"),
    "row": Function("row", 2, 3),
    "block": Function("block"),
    "hstack": Function("hstack", 1, 20),
    "vstack": Function("vstack", 1, 20),
    "ones": Function("ones", 1, 2),
    "zeros": Function("zeros", 1, 2),
    "zeros_like": Function("zeros_like"),
    "ones_like": Function("ones_like"),
}
# Functions of numbers that are applied to every entry of a matrix.
ENTRYWISE = tuple(words("exp log sqrt tanh relu sigmoid softplus sin cos sign expm1 log1p sinh cosh sech arctan erf"))
_ALIASES: dict[str, str] = {
    **{name: name for name in MATRIX_FUNCTIONS},
    **dict.fromkeys(("inverse", "Inverse"), "inv"),
    **dict.fromkeys(("trace", "Tr", "Trace", "TR"), "tr"),
    **dict.fromkeys(("Det", "determinant"), "det"),
    "Diag": "diag",
    **dict.fromkeys(("diagonal", "diagflat"), "diag"),
    "Transpose": "transpose",
    **dict.fromkeys(("pseudoinverse", "pseudo_inverse"), "pinv"),
    "Rank": "rank",
    "rk": "rank",
    "matrix_rank": "rank",
    "identity": "eye",
    "Identity": "eye",
    "len": "rows",
    "had": "hadamard",
    "multiply": "hadamard",
    "true_divide": "divide",
    **dict.fromkeys(("linsolve", "mldivide"), "solve"),
    "vdot": "inner",
    "matrix_power": "power",
    "average": "mean",
    **{f"a{name}": name for name in ("max", "min")},
    "LSE": "logsumexp",
    "lse": "logsumexp",
    "Norm": "norm",
    **dict.fromkeys(("abs", "Abs", "fabs"), "absolute"),
    "zeroes": "zeros",
    **dict.fromkeys(("column_stack", "hcat"), "hstack"),
    **dict.fromkeys(("row_stack", "vcat"), "vstack"),
    "Softmax": "softmax",
}
# Functions of the scalar language that mean nothing beside matrices.
_NOT_HERE = frozenset({"union", "intersection", "difference", "conjugate", "re", "im", "arg"})
# Spellings of the identity and of the column of ones; a size may follow an underscore.
_SIZED = {"I": "I", "1": "ones", "ones": "ones", "Id": "I"}

# A name, its rows and its columns.
NamedShape = tuple[str, int | str, int | str]


@dataclass(frozen=True)
class MatrixVocabulary(Vocabulary):
    """sizes: the names of sizes, which stand for whole numbers in formulas. shapes: the names of vectors and matrices,
    with rows and columns, whose entries may have names of their own: `x_2`, `A_12`.
    """

    sizes: tuple[str, ...] = ()
    shapes: tuple[NamedShape, ...] = ()

    def meaning(self, word: str, bound: tuple[str, ...] = ()) -> Meaning | None:
        if word in bound:
            return Meaning("symbol", word)
        symbol = self.spellings.get(word) or self.spellings.get(word.replace("_", ""))
        if symbol:
            return Meaning("symbol", symbol)
        if word.endswith("_vec"):
            # an arrow above a letter says no more than that it is a vector
            return self.meaning(word.removesuffix("_vec"), bound)
        if word in _ALIASES:
            return Meaning("function", _ALIASES[word])
        sized = self._sized(word)
        if sized:
            return Meaning("constant", sized)
        if word == "i" or (word == "oo" and "o" in self.symbols):
            return None
        found = super().meaning(word, bound)
        return None if found and found.name in _NOT_HERE else found

    def _sized(self, word: str) -> str | None:
        """`I`, `ones`, or with a size: `I_n`, `1_3`."""
        base, _underscore, size = word.partition("_")
        if base not in _SIZED or (size and size not in self.sizes and not size.isdigit()):
            return None
        return _SIZED[base] + (f"_{size}" if size else "")

    def function(self, name: str) -> Function:
        return MATRIX_FUNCTIONS.get(name) or FUNCTIONS[name]

    def function_names(self) -> list[str]:
        return [*MATRIX_FUNCTIONS, *ENTRYWISE]


@lru_cache(maxsize=1024)
def matrix_vocabulary(
    symbols: tuple[str, ...], sizes: tuple[str, ...], shapes: tuple[NamedShape, ...] = ()
) -> MatrixVocabulary:
    """The vocabulary of a field with these symbols; the names of sizes that are no symbols are names, too."""
    every = (*symbols, *(name for name in sizes if name not in symbols))
    return MatrixVocabulary(every, vocabulary(every).spellings, sizes, shapes)
