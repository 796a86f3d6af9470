"""What an author reads of each mistake: file, line, place and remedy, in words that need no knowledge of our code."""

import re

import pytest

from exercises.contract import check
from exercises.contract.finding import lines

SKILLS = frozenset({"dot-product", "trace", "matrix-product"})
HEAD = "uuid: fcb64470-b3ad-5d05-aa47-f73fe967ddb2\ntitle: A dot product\nskills: [dot-product]\ndifficulty: 1\n"
NUMBER = "fields:\n  d:\n    kind: number\n    reference: 11\n"
PROMPT = 'Compute.\n\n{{ field("d") }}\n'
VARIANT = (
    "def generate(rng):\n    a = rng.randint(1, 999)\n    return {'a': a}\n\n\ndef solve(a):\n    return {'d': a}\n"
)
# Nothing of the engine's own: names of its libraries' errors and types, Python's spelling of values.
JARGON = re.compile(
    r"Input should|valid (tuple|dict|list)|Field required|Extra inputs|instance of|pydantic|tuple|\bdict\b|\.0\.|"
    r"Undefined|TemplateSyntax|block (end|mapping)|\bNone\b|\bTrue\b|\.\.$|\?\.$|\.\. "
)


def told(yaml: str = HEAD + NUMBER, prompt: str = PROMPT, variant: str = "") -> str:
    files = {"exercise.yaml": yaml, "prompt.md": prompt, "solution.md": "See above.\n"}
    report = check(files | ({"variant.py": variant} if variant else {}), [1, 2], SKILLS)
    return "\n".join(lines(report.findings))


def field(*rows: str) -> str:
    """exercise.yaml with one field; its first row is line 7."""
    return HEAD + "fields:\n  d:\n" + "".join(f"    {row}\n" for row in rows)


def assert_says(said: str, where: str, words: str) -> None:
    first = said.partition("\n")[0]
    assert first.startswith(f"{where}: ")
    assert words in first
    assert not JARGON.search(said.replace("must return a dict", "")), said


# what the author wrote, instead of what -> line, words
HEADS = [
    ("title: A dot", "titel: A dot", 2, "`titel`: there is no such key here. Did you mean `title`?"),
    ("title: A dot product\n", "", 1, "`title` is missing. Write `title: ...` here."),
    ("title: A dot", "title: A: dot", 2, "a second `: ` in this line, or it stands too far to the right. Put a text"),
    ("title: A dot", "title: @dot", 2, "a text cannot begin with `@`. Put the text in quotes."),
    ("title: A dot", 'title: "A dot', 2, "a quote is opened here and not closed. Close it."),
    ("title: A dot product", "title: A\ntitle: B", 3, "The key `title` stands here for the second time. Keep one"),
    ("uuid: fcb64470-b3ad-5d05-aa47-f73fe967ddb2\n", "", 1, "`uuid` is missing. Write `uuid: ...` here (made once"),
    ("uuid: fcb", "uuid: dot", 1, "is no uuid. Write what this prints: `python3 -c "),
    ("difficulty: 1", "difficulty: 9", 4, "`difficulty`: `9` is too large. Write a whole number from 1 to 5."),
    ("difficulty: 1", "difficulty: easy", 4, "`easy` is no whole number. Write a whole number from 1 to 5."),
    ("[dot-product]", "[dot-produkt]", 3, "The course knows no skill `dot-produkt`. Did you mean `dot-product`?"),
    ("[dot-product]", "[zebra]", 3, "no skill `zebra`. Add it to a topic's `skills` in course.yaml."),
    ("[dot-product]", "[Dot product]", 3, "`skills`, entry 1: `Dot product` is written otherwise than it must be."),
    ("[dot-product]", "dot-product", 3, "`dot-product` is no list. Write a list, such as `[dot-product]`."),
    ("[dot-product]", "[dot-product", 3, "a bracket is opened here and not closed with `]`. Close it."),
]

# the rows of the field -> line, words
FIELDS = [
    (["reference: 11"], 6, "The field does not say its `kind`. Write `kind: ...` with one of"),
    (["kind: numbr", "reference: 11"], 7, "There is no kind `numbr`. Did you mean `number`?"),
    (["kind: number", "   reference: 11"], 8, "stands too far to the right. Put a text with `: ` in"),
    (["kind: number", "\treference: 11"], 8, "This is no YAML: a tab stands here. Indent with spaces."),
    (
        ["kind: number", "reference: 1\n   marks: 2"],
        9,
        "indented otherwise than those around it. Begin the keys of one mapping",
    ),
    (["kind: number"], 6, "Field `d`: `reference` is missing. Write `reference: ...` here."),
    (["kind: number", "reference: [11]"], 8, "`reference`: this list is not possible here. Write a number"),
    (["kind: number", "reference: 11 +"], 8, "the reference `11 +` cannot be read: Something must follow `+`."),
    (["kind: number", "reference: {{ r }}"], 8, 'Put texts with braces in quotes: `"{{ a }}"`.'),
    (["kind: number", "reference: '{{ r }}'"], 8, "There is no parameter `r`. Return it from generate"),
    (["kind: number", "reference: 1", "rtoll: 0.1"], 9, "no key `rtoll`. Did you mean `rtol`?"),
    (["type: number", "reference: 1"], 7, "A field has no key `type`. Did you mean `kind`?"),
    (["knid: number", "reference: 1"], 7, "A field has no key `knid`. Did you mean `kind`?"),
    (["kind: number", "reference: 1", "tolerance: 5"], 9, "no key `tolerance`. Did you mean `rtol` or `atol`?"),
    (["kind: number", "reference: 1", "points: 5"], 9, "no key `points`. Did you mean `marks`?"),
    (["kind: number", "reference: 1", "zebra: 5"], 9, "no key `zebra`. Known are `kind`, `label`,"),
    (
        ["kind: symbolic", "reference: x", "symbols: {x: {min: 0, sort: real}}"],
        9,
        "key `sort` here. Known are `is`, `min`,",
    ),
    (["kind: symbolic", "reference: x", "symbols: {x: {mim: 0}}"], 9, "no key `mim` here. Did you mean `min`?"),
    (["kind: symbolic", "reference: x", "symbols: {x: {shape: [2, 2]}}"], 9, "for fields of kind matrix_expression or"),
    (
        ["kind: matrix_expression", "reference: A", "symbols: {A: {shap: [n, n]}}"],
        9,
        "`shap` here. Did you mean `shape`?",
    ),
    (
        ["kind: matrix_expression", "reference: A", "symbols: {A: {shape: [n, n], si: diagonal}}"],
        9,
        "there is no key `si` here. Did you mean `is`?",
    ),
    (
        ["kind: property", "value: vector", "reference: [1, 0]", "properties: [{unit: true, credits: 2}]"],
        10,
        "entry 1: the property unit has no key `credits`. Did you mean `credit`?",
    ),
    (
        [
            "kind: property",
            "value: vector",
            "reference: [1, 0]",
            "properties: [{eigenvector_fo: [[1]], eigenvalue: 1}]",
        ],
        10,
        "there is no property `eigenvector_fo`. Did you mean `eigenvector_of`?",
    ),
    (
        [
            "kind: property",
            "value: matrix",
            "reference: [[1]]",
            "properties:",
            "- unit: true",
            "- product_zero: {letf: [[0]]}",
        ],
        12,
        "There is no key `letf`. Did you mean `left`?",
    ),
    (["kind: number", "reference: 1", "rtol: x"], 9, "`rtol`: `x` is no number. Write a number at least 0 and less"),
    (["kind: number", "reference: 1", "percent: maybe"], 9, "`maybe` is neither true nor false. Write true or false."),
    (["kind: number", "reference: 1", "accept: decimal"], 9, "is no list. Write a list, such as `[decimal]`."),
    (["kind: number", "reference: 1", "unit: m/sek"], 9, "the unit `sek` is not known. Write one such as"),
    (["kind: number", "reference: 1", "decimals: 2", "rtol: 0.1"], 9, "another tolerance beside this one. Give"),
    (["kind: number", "reference: 1", "marks: two"], 9, "`two` is no whole number. Write a whole number from 1 to"),
    (["kind: number", "reference: 1", "slips: [sgn]"], 9, "`sgn` is no known slip. Did you mean `sign`?"),
    (["kind: number", "reference: 1", "misconceptions: sign"], 9, "list of entries such as `- {name: ..., says: ...}`"),
    (["kind: number", "reference: 1", "misconceptions: [{name: a}]"], 9, "entry 1: `says` is missing. Write `says:"),
    (["kind: number", "reference: 1", "follows: 2*e"], 9, "`2*e` is no mapping. Write `{expects: ...}`."),
    (["kind: symbolic", "symbols: [x]", "reference: x"], 8, "is no mapping. Write keys with values, such as"),
    (["kind: symbolic", "symbols: {x: reel}", "reference: x"], 8, "`reel` is no domain. Did you mean `real`?"),
    (["kind: symbolic", "symbols: {x: real}", "reference: y"], 9, "The names here are `x`. Declare every name under"),
    (["kind: symbolic", "reference: 1", "form: expandd"], 9, "`expandd` is not known here. Did you mean `expanded`?"),
    (["kind: symbolic", "reference: 1", "witness: 3"], 9, "Write true or false, or `answer`."),
    (["kind: matrix_expression", "symbols: {A: {shape: m x n}}", "reference: A"], 8, "is no shape. Write [m, n], with"),
    (["kind: matrix_expression", "symbols: {A: {shape: [m, n]}}", "reference: A A"], 9, "did you mean `A^T A` or"),
    (["kind: matrix", "reference: [[1, 2], [3]]"], 8, "rows of the reference differ in length. Write as many entries"),
    (["kind: choice", "reference: a", "options: {a: A, b: B}"], 9, "such as `- {key: ..., text: ...}`."),
    (
        ["kind: choice", "reference: a", "options: [A, B]"],
        9,
        "`A` is no mapping. Write `{key: ..., text: ...}`",
    ),
    (["kind: choices", "options: [{key: a, text: A}, {key: 2, text: B}]", "reference: [a]"], 8, 'in quotes: `"2"`.'),
    (
        ["kind: choice", "options: [{key: a, text: A}, {key: b, text: B}]", "reference: c"],
        9,
        "`c` is not the key of an",
    ),
    (
        ["kind: derivation", "start: e", "goal: 2 +", "reference: e"],
        9,
        "the formula `2 +` cannot be read",
    ),
    (["kind: derivation", "start: e", "goal: e", "reference: e", "through: [{says: x}]"], 11, "`contains` is missing."),
    (["kind: property", "value: matrx", "reference: 1", "properties: []"], 8, "Did you mean `matrix`?"),
    (
        ["kind: property", "value: number", "reference: 1", "properties: [{unitt: true}]"],
        10,
        "`unitt`. Did you mean `unit`?",
    ),
]

# what stands below a good field -> line, words
TAILS = [
    ("hints: Multiply first.\n", 9, "`Multiply first.` is no list. Write a list, such as `[Multiply first.]`."),
    ("hints:\n  - Remember: sum\n", 10, "`hints`, entry 1: a mapping is no text. Write a text, in quotes if it holds"),
    ("samples:\n  - {d: 11, verdict: corect}\n", 10, "`samples`, entry 1, `verdict`: `corect` is not known here. Did"),
    ("samples:\n  - {d: 11, verdikt: correct}\n", 10, "A sample has no key `verdikt`. Did you mean `verdict`?"),
    (
        "samples:\n  - {d: 11, verdict: correct, scoer: 1}\n",
        10,
        "answers `scoer`, which is no field. Did you mean `score`?",
    ),
    ("samples:\n  - {d: 11}\n", 10, "`samples`, entry 1: `verdict` is missing. Write `verdict: ...` here."),
    ("samples:\n  - {e: 11, verdict: correct}\n", 10, "answers `e`, which is no field. Known are `d`"),
    ("samples:\n  - {d: 12, verdict: correct}\n", 10, "Sample 1 earns incorrect, not correct. Answer:"),
    ("limits: {magnitud: 3}\n", 9, "`limits`, `magnitud`: there is no such key here. Did you mean `magnitude`?"),
    ("parts: []\nfields: {}\n", 10, "The key `fields` stands here for the second time. Keep one of them."),
]

# prompt.md -> line, words
PROMPTS = [
    ("Compute.\n", "prompt.md", 'The field `d` has no place in the prompt. Write `{{ field("d") }}` alone on a line'),
    (PROMPT + '\n{{ field("e") }}\n', "prompt.md:5", "places `e`, which is no field. Known are `d`."),
    ('Here: {{ field("d") }}\n', "prompt.md:1", '{{ field("d") }} must stand alone on its line.'),
    (PROMPT + PROMPT, "prompt.md:6", "places the field `d` twice. Keep one of them."),
    ("Compute.\n\n{{ field(d) }}\n", "prompt.md:3", 'The name of a field stands in quotes: `{{ field("name") }}`.'),
    ('Compute.\n\n{{ field("d")\n', "prompt.md:3", "Braces are opened and not closed"),
    ("Compute {{ A }}.\n\n" + PROMPT, "prompt.md:1", "There is no parameter `A`. Return it from generate"),
    ("{{ 3|sgned }}\n\n" + PROMPT, "prompt.md:1", "There is no filter `sgned`. Did you mean `signed`?"),
    ("{% if d %}\n" + PROMPT, "prompt.md:4", "`{% if %}` is not closed. Write `{% endif %}` where it ends."),
    ("Take\n$x.\n\n" + PROMPT, "prompt.md:2", r"A formula is not closed (a dollar is written \$): $x."),
]

# variant.py, instead of what -> line, words
VARIANTS = [
    ("solve(a):", "solve(a)", ":6", "This is no Python: expected ':'."),
    ("'d': a", "'d': a / 0", ":7", "`ZeroDivisionError: division by zero`. Draw again where it happens, with `require"),
    ("'d': a", "'d': {}['a']", ":7", "This line raises `KeyError: 'a'`. Look for a misspelt key."),
    ("'d': a", "'dd': a", ":6", "solve returned `dd`, which is no field; the fields are d."),
    ("'d': a", "", "exercise.yaml:6", "`reference` is missing. Write `reference: ...` here. Or let solve return it:"),
    (
        "'d': a",
        "'d': '11 +'",
        ":7",
        "solve returns for `d`, `reference`: the reference `11 +` cannot be read: Something must follow `+`.",
    ),
    (
        "return {'d': a}",
        "d = '11 +'\n    return {\n        'd': d\n    }",
        ":9",
        "solve returns for `d`, `reference`: the",
    ),
    ("'d': a", "'d': {'reference': a, 'rtol': 'x'}", ":7", "solve returns for `d`, `rtol`: `x` is no number. Write a"),
    ("'d': a", "'d': {'reference': a, 'tolerance': 5}", ":7", "Did you mean `rtol` or `atol`?"),
    ("'d': a", "'d': print", ":6", "solve returns `d` so that it cannot be stored: A function cannot be written"),
    ("'d': a", "'d': float('nan')", ":6", "A number came out as nan. Draw again where it does, with `require(...)`."),
    ("{'a': a}", "[a]", ":1", "generate must return a dict with names as keys, such as `{'a': 3}`."),
    ("{'a': a}", "{}", ":6", "solve asks for `a`, which generate does not return. Return it, or take it out."),
    ("def generate", "def generat", ":1", "There is no function generate(rng). Rename `generat`."),
    ("def generate", "import panda\n\n\ndef generate", ":1", "SymPy and NumPy are at hand, without an import."),
    ("    a = rng", "    require(False)\n    a = rng", ":1", "Construct the numbers instead."),
]


@pytest.mark.parametrize(("right", "wrong", "line", "words"), HEADS)
def test_mistake_in_the_head_is_told(right, wrong, line, words):
    assert_says(told((HEAD + NUMBER).replace(right, wrong)), f"exercise.yaml:{line}", words)


@pytest.mark.parametrize(("rows", "line", "words"), FIELDS)
def test_mistake_in_a_field_is_told(rows, line, words):
    assert_says(told(field(*rows)), f"exercise.yaml:{line}", words)


@pytest.mark.parametrize(("tail", "line", "words"), TAILS)
def test_mistake_below_the_fields_is_told(tail, line, words):
    assert_says(told(HEAD + NUMBER + tail), f"exercise.yaml:{line}", words)


@pytest.mark.parametrize(("prompt", "where", "words"), PROMPTS)
def test_mistake_in_the_prompt_is_told(prompt, where, words):
    assert_says(told(prompt=prompt), where, words)


@pytest.mark.parametrize(("right", "wrong", "where", "words"), VARIANTS)
def test_mistake_in_the_variant_is_told(right, wrong, where, words):
    said = told(HEAD + "fields:\n  d:\n    kind: number\n", variant=VARIANT.replace(right, wrong))
    assert_says(said.replace("seeds 1, 2: ", ""), f"variant.py{where}" if where[0] == ":" else where, words)


def test_field_list_and_field_text_are_told():
    assert "`fields`: this list is no mapping." in told(HEAD + "fields:\n  - kind: number\n    reference: 11\n")
    assert "`fields`, `d`: `number` is no mapping." in told(HEAD + "fields:\n  d: number\n")
