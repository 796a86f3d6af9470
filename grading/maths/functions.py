"""The functions of the expression language: their one name, their arity, and the other ways to spell them."""

from dataclasses import dataclass


def words(text: str) -> list[str]:
    """A list of names, written as a line of text."""
    return text.split()


@dataclass(frozen=True)
class Function:
    """fewest, most: how many arguments it takes. latex: its command, or "" where it is written as an operator name."""

    name: str
    fewest: int = 1
    most: int = 1
    latex: str = ""


_TRIGONOMETRY = ("sin", "cos", "tan", "cot", "sec", "csc")
_HYPERBOLIC = ("sinh", "cosh", "tanh", "coth", "sech", "csch")
_WITH_COMMAND = {*_TRIGONOMETRY, *words("sinh cosh tanh coth exp log arcsin arccos arctan max min")}
_ONE = (
    *_TRIGONOMETRY,
    *_HYPERBOLIC,
    *("arc" + name for name in _TRIGONOMETRY),
    *("ar" + name for name in _HYPERBOLIC),
    *words("sqrt cbrt exp expm1 log1p abs sign floor ceil factorial gamma loggamma digamma erf erfc"),
    *words("sigmoid softplus relu logit conjugate re im arg norm"),
)

FUNCTIONS: dict[str, Function] = {
    **{name: Function(name, latex=f"\\{name}" if name in _WITH_COMMAND else "") for name in _ONE},
    "log": Function("log", 1, 2, "\\log"),
    "root": Function("root", 2, 2),
    "max": Function("max", 1, 20, "\\max"),
    "min": Function("min", 1, 20, "\\min"),
    "binomial": Function("binomial", 2, 2),
    "mod": Function("mod", 2, 2),
    "where": Function("where", 2, 3),
    "union": Function("union", 1, 20),
    "intersection": Function("intersection", 1, 20),
    "difference": Function("difference", 2, 2),
}

INVERSES: dict[str, str] = {
    **{name: "arc" + name for name in _TRIGONOMETRY},
    **{name: "ar" + name for name in _HYPERBOLIC},
}

ALIASES: dict[str, str] = {
    **{name: name for name in FUNCTIONS},
    **{"a" + name: "arc" + name for name in _TRIGONOMETRY},
    **{"a" + name: "ar" + name for name in _HYPERBOLIC},
    **{"arc" + name: "ar" + name for name in _HYPERBOLIC},
    "ln": "log",
    "absolute": "abs",
    "fabs": "abs",
    "sgn": "sign",
    "signum": "sign",
    "maximum": "max",
    "minimum": "min",
    "fmax": "max",
    "fmin": "min",
    "clamp_min": "max",
    "clamp_max": "min",
    "ceiling": "ceil",
    "fact": "factorial",
    "gammaln": "loggamma",
    "lgamma": "loggamma",
    "psi": "digamma",
    "conj": "conjugate",
    "real": "re",
    "imag": "im",
    "expit": "sigmoid",
    "logistic": "sigmoid",
    "ifelse": "where",
    "iif": "where",
    "comb": "binomial",
    "binom": "binomial",
    "choose": "binomial",
    "ncr": "binomial",
    "nchoosek": "binomial",
    "nthroot": "root",
    "arctg": "arctan",
    "tg": "tan",
    "ctg": "cot",
}

# Spellings of the logarithm to a fixed base: name -> base.
LOGARITHMS: dict[str, int] = {"log2": 2, "log10": 10, "lg": 10, "lb": 2}

# A name that starts a sum or a product: name -> the kind of `Fold`.
FOLDS: dict[str, str] = {
    "Sum": "Sum",
    "summation": "Sum",
    "Product": "Product",
    "product": "Product",
    "prod": "Product",
    "sum": "Sum",
    "symsum": "Sum",
}

CONSTANTS: dict[str, str] = {
    "pi": "pi",
    "e": "e",
    "E": "e",
    "i": "i",
    "I": "i",
    **dict.fromkeys(words("oo inf infty infinity Inf Infinity"), "oo"),
}

# SymPy's names for what signs say; `constructors.py` reads them.
CONSTRUCTORS = frozenset(
    words(
        "Eq Ne Lt Le Gt Ge And Or Interval FiniteSet EmptySet emptyset Reals Rational Pow pow power logaddexp hypot "
        "atan2 arctan2 square Piecewise clip clamp heaviside Heaviside Not logical_and logical_or logical_not radians "
        "deg2rad zeros_like ones_like reciprocal beta sympify Integer Float float Union "
        "xlogy entr"
    )
)

# Modules whose name may stand before a function: `np.exp`; those of arrays, and all of them.
ARRAY_MODULES = frozenset(words("np numpy torch jnp tf jax nn F functional LA linalg lax"))
MODULES = ARRAY_MODULES | frozenset(words("math sp sympy scipy special keras activations"))


def function_name(word: str) -> str | None:
    """The function's one name, however it is spelled: `Abs`, `asin` and `SQRT` are known; None when it is not.

    >>> function_name("Max")
    'max'
    """
    return ALIASES.get(word) or (ALIASES.get(word.lower()) if len(word) > 1 else None)
