"""Imported ahead by the process that children are forked from: they find SymPy's and Jinja's caches filled.

A first variant takes 65 ms in a process that has never made one, a second 17 ms; every child makes only one.
"""

from exercises.authoring.variant import make

_VARIANT = """
def generate(rng):
    x = symbols("x")
    A = invertible(rng, 3, -3, 3)
    f = exp(-x**2 / 2) * log(x) + sqrt(x) / 3
    return {"A": A, "B": inv(A), "f": f, "a": Rational(1, 3)}


def solve(A, f):
    x = symbols("x")
    return {"v": A.LUsolve(column([1, 2, 3])), "d": simplify(diff(f, x))}
"""
_TEXT = "{% for row in [1, 2] %}${{ A }}{{ a|signed }}{{ f }}{{ (A * B)|text }}${% endfor %}{{ field('v') }}"

make(
    {
        "uuid": "",
        "seed": 1,
        "files": {"variant.py": _VARIANT, "prompt.md": _TEXT, "solution.md": "${{ v }} = {{ d }}$"},
        "fields": {"v": {"kind": "matrix", "label": "${{ A }}$"}, "d": {"kind": "symbolic"}},
        "parts": [],
        "hints": ["{{ a|paren }}"],
        "samples": [{"v": "{{ 2 * v }}", "d": "{{ d }} + 1", "verdict": "correct"}],
    }
)
