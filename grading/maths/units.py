"""Units of measurement: what `km/h` or `MiB` is worth, and of what it is a unit.

A small table of what exercises measure: the SI with its prefixes, information (bit, nat, byte with decimal and binary
prefixes), angles, operations, money, and things that are counted. Temperatures in degrees have no place in it: their
zero lies elsewhere.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache

from grading.maths.parser import parse
from grading.maths.tree import Divide, Multiply, Negate, Number, Power, Tree

# Base -> exponent, in the order of the names, so that equal dimensions are equal tuples.
Dimension = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Unit:
    """A product of powers. text: as it was written; worth: how many base units it is; latex: how it is shown."""

    text: str
    worth: Tree
    dimension: Dimension
    latex: str

    def measures_like(self, other: "Unit") -> bool:
        return self.dimension == other.dimension


class UnknownUnit(Exception):
    """The first name that is no unit."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def _table(text: str) -> dict[str, tuple[str, str]]:
    """Lines of `names = worth dimension`; a dimension is written `m s-2`."""
    found: dict[str, tuple[str, str]] = {}
    for line in text.strip().splitlines():
        names, _equals, meaning = line.partition("=")
        worth, _space, dimension = meaning.strip().partition(" ")
        found |= dict.fromkeys(names.split(), (worth, dimension))
    return found


# These take the prefixes of the SI.
_METRIC = _table("""
m metre meter metres meters = 1 m
g gram grams = 1/1000 kg
s sec secs second seconds = 1 s
A ampere = 1 A
K kelvin = 1 K
mol = 1 mol
Hz hertz = 1 s-1
N newton = 1 kg m s-2
J joule joules = 1 kg m2 s-2
W watt watts = 1 kg m2 s-3
Wh = 3600 kg m2 s-2
Pa pascal = 1 kg m-1 s-2
V volt volts = 1 kg m2 s-3 A-1
C coulomb = 1 s A
Ω Ohm ohm = 1 kg m2 s-3 A-2
L l litre liter = 1/1000 m3
bit bits Bit Bits = 1 bit
B byte bytes Byte Bytes = 8 bit
nat nats = 1/log(2) bit
FLOP flop FLOPs flops = 1 FLOP
FLOPS FLOP/s = 1 FLOP s-1
px pixel pixels = 1 px
""")
_PLAIN = _table("""
min mins minute minutes = 60 s
h hr hrs hour hours = 3600 s
d day days = 86400 s
week weeks = 604800 s
t tonne tonnes = 1000 kg
rad radian radians = 1
° deg degree degrees = pi/180
% percent = 1/100
ppm = 1/1000000
€ EUR euro euros = 1 €
$ USD dollar dollars = 1 $
shannon Sh = 1 bit
dit hartley ban = log(10)/log(2) bit
parameter parameters param params = 1 parameter
weight weights = 1 parameter
token tokens = 1 token
sample samples = 1 sample
example examples = 1 example
image images = 1 image
step steps = 1 step
epoch epochs = 1 epoch
layer layers = 1 layer
word words = 1 word
""")
_PREFIXES = {
    "p": -12, "n": -9, "µ": -6, "μ": -6, "u": -6, "m": -3, "c": -2, "d": -1, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15,
    "E": 18,
}  # fmt: skip
_BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40}
_LONG = {"kilo": "k", "mega": "M", "giga": "G", "tera": "T", "milli": "m", "micro": "µ", "nano": "n", "centi": "c"}
_FACTOR = re.compile(
    r"\s*(?P<name>[A-Za-zµμΩ°€$%]+)(?:\s*\^\s*\(?(?P<power>[-−+]?\d)\)?|(?P<beside>[-−]?\d)(?!\d)|(?P<raised>⁻?[⁰¹²³⁴-⁹]))?"
)
_WORD = re.compile(r"[A-Za-zµμΩ]+")
_LIKE_UNITS = re.compile(r"[A-Za-zµμΩ][A-Za-zµμΩ\s·⋅×*/^\d⁻⁰¹²³⁴-⁹−-]*")
_SIGN = re.compile(r"\s*[*·⋅×/]\s*|\s+")
# How like a unit a word is for which the unit may be meant.
_LIKE = 0.75
_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")
_LATEX = {"Ω": r"\Omega", "°": r"{}^{\circ}", "€": "€", "$": r"\$", "%": r"\%", "µ": r"\mu", "μ": r"\mu"}


# A product of powers of units without signs of LaTeX.
_WRITTEN = r"[A-Za-zµμΩ][A-Za-zµμΩ0-9^*·⋅ -]*?"


def _quotient(found: re.Match[str]) -> str:
    """Each factor below the line behind a stroke of its own."""
    return f" {found[1].strip()}/{'/'.join(re.split(r'[ *·⋅]+', found[2].strip()))}"


# What LaTeX writes around and between units, and the same as plain text.
_PLAIN_LATEX = (
    (re.compile(r"\\(?:mathrm|text|operatorname|textrm)\{([^{}\\]*)\}"), r" \1"),
    (re.compile(rf"\\[dt]?frac\s*\{{\s*((?:\d[\d.]*\s*)?{_WRITTEN})\s*\}}\s*\{{\s*({_WRITTEN})\s*\}}"), _quotient),
    (re.compile(r"\^\{?\\circ\}?|\\degree"), "°"),
    (re.compile(r"\\[,;: ]|~"), " "),
    (re.compile(r"(?<=[A-Za-z])\s*\^\s*\{\s*(-?\d)\s*\}"), r"^\1"),
    (re.compile(r"(?<=[A-Za-z])\s*\\cdot(?![A-Za-z])"), " "),
    (re.compile(r"\\%"), "%"),
)


# How deep commands stand in each other: `\\frac{m}{s^{2}}` in `\\mathrm`.
_NESTED = 3
# Python's power of a unit.
_POWER = re.compile(r"(?<=[A-Za-z])\s*\*\*\s*(?=[-−(]?\d)")
# Between two units, or a number and a unit; `per cent` is one word.
_PER = re.compile(r"(?<=[\w°)])\s+per\s+(?!cent)(?=[\w°(])")
_QUOTIENT = re.compile(
    r"\s*(?P<over>[^/()]+?)\s*/\s*(?P<under>[^/()]+?)\s*"
    r"|\s*\(?(?P<over_>[^()]+)\)?\s*/\s*\((?P<under_>[^()/]+)\)\s*"
)


def plain_signs(source: str) -> str:
    """A number with its unit, without LaTeX's commands around units and without `per`: `3\\,\\mathrm{m}` is `3 m`."""
    for pattern, plain in _NESTED * _PLAIN_LATEX if "\\" in source or "^{" in source else ():
        source = pattern.sub(plain, source)
    return _PER.sub("/", _POWER.sub("^", source))


ONE = Unit("", parse("1"), (), "")


@lru_cache(maxsize=1024)
def read_unit(text: str) -> Unit:
    """The unit, such as `m/s^2`, `kB`, `kg m s^-2`. Raises UnknownUnit with the part that is none."""
    worth: Tree = parse("1")
    dimension: dict[str, int] = {}
    shown: list[str] = []
    for name, power in _factors(text):
        one, of = _single(name)
        worth = Multiply((worth, _power(one, power)))
        for base, exponent in of.items():
            dimension[base] = dimension.get(base, 0) + exponent * power
        shown.append(_shown(name, power))
    if not shown:
        raise UnknownUnit(text.strip())
    kept = tuple(sorted((base, exponent) for base, exponent in dimension.items() if exponent))
    return Unit(text.strip(), worth, kept, r"\,".join(shown))


def conversion(of: Unit, to: Unit) -> Tree:
    """What a number of one unit is multiplied with to be a number of the other."""
    return Divide(of.worth, to.worth)


def split(source: str) -> Iterator[tuple[str, Unit]]:
    """Every way to cut a text into something and a unit behind it, the longest unit first."""
    for place in range(1, len(source)):
        before, behind = source[:place], source[place:]
        if behind[0].isspace() or (before[-1].isalpha() and behind[0].isalpha()):
            continue
        try:
            yield before.rstrip(), read_unit(behind)
        except UnknownUnit:
            continue


def split_quotient(source: str) -> Iterator[tuple[str, Unit]]:
    """Every way to read `7 m / 2 s` as a number and a unit: the quotients of both.

    Below stand a number and one unit that measures something, so that there is one meaning for it.
    """
    found = _QUOTIENT.fullmatch(source)
    if found is None:
        return
    over, under = found["over"] or found["over_"], found["under"] or found["under_"]
    for above, unit in split(over):
        for below, other in split(under):
            if _FACTOR.fullmatch(other.text) and other.dimension:
                yield f"({above})/({below})", read_unit(f"{unit.text}/{other.text}")


def nearest(word: str) -> str:
    """The unit that is most like a word that is none, "" when none is."""
    known = [*_METRIC, *_PLAIN]
    if word.lower() in known:
        return word.lower()
    return next(iter(get_close_matches(word, known, n=1, cutoff=_LIKE)), "")


def unknown_word(text: str) -> str | None:
    """The first word that is no unit where only units seem to be written; None otherwise."""
    if not _LIKE_UNITS.fullmatch(text):
        return None
    try:
        read_unit(text)
    except UnknownUnit:
        return next((word for word in _WORD.findall(text) if not _is_known(word)), None)
    return None


def _is_known(word: str) -> bool:
    try:
        read_unit(word)
    except UnknownUnit:
        return False
    return True


def _factors(text: str) -> Iterator[tuple[str, int]]:
    """Names with exponents; everything behind one `/` until the next sign is below the line."""
    place, sign = 0, 1
    if text.lstrip().startswith("/"):
        place, sign = len(text) - len(text.lstrip()) + 1, -1
    while True:
        found = _FACTOR.match(text, place)
        if found is None or not found["name"]:
            raise UnknownUnit(text.strip())
        written = found["power"] or found["beside"] or found["raised"]
        yield found["name"], sign * (int(written.translate(_RAISED)) if written else 1)
        place = found.end()
        if not text[place:].strip():
            return
        between = _SIGN.match(text, place)
        if between is None:
            raise UnknownUnit(text.strip())
        sign = -1 if between[0].strip() == "/" else 1
        place = between.end()


def _single(name: str) -> tuple[Tree, Mapping[str, int]]:
    """What one name is worth and of what it is a unit; the name itself goes before a prefix: `min`, `cd`, `Pa`."""
    for table in (_METRIC, _PLAIN):
        if name in table:
            worth, dimension = table[name]
            return parse(worth), _dimension(dimension)
    for length in (1, 2, 4, 5):
        prefix, rest = name[:length], name[length:]
        if rest in _METRIC and (scale := _scale(prefix, rest)) is not None:
            worth, dimension = _METRIC[rest]
            return Multiply((scale, parse(worth))), _dimension(dimension)
    raise UnknownUnit(name)


def _scale(prefix: str, rest: str) -> Tree | None:
    if len(prefix) > 3:
        prefix = _LONG.get(prefix, "")
    if prefix in _BINARY and rest in ("B", "bit", "bits", "byte", "bytes"):
        return parse(f"2^{_BINARY[prefix]}")
    if prefix == "K" and rest == "B":
        prefix = "k"
    return parse(f"10^({_PREFIXES[prefix]})") if prefix in _PREFIXES else None


@lru_cache(maxsize=256)
def _dimension(text: str) -> dict[str, int]:
    parts = (re.fullmatch(r"(\D+?)(-?\d+)?", word) for word in text.split())
    return {part[1]: int(part[2] or 1) for part in parts if part}


def _power(tree: Tree, power: int) -> Tree:
    if power == 1:
        return tree
    exponent: Tree = Number(Fraction(abs(power)))
    return Power(tree, exponent if power >= 0 else Negate(exponent))


def _shown(name: str, power: int) -> str:
    text = "".join(_LATEX.get(letter, letter) for letter in name)
    base = text if name in ("°", "%", "$", "€") else rf"\mathrm{{{text}}}"
    return base if power == 1 else f"{base}^{{{power}}}"
