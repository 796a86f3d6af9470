"""What is refused before any arithmetic is done, so that no answer can keep a worker busy."""

# Characters of one expression. A page of formulas has about 2000.
LENGTH = 3000
# Digits of one number, and the largest power of ten in scientific notation.
DIGITS = 400
EXPONENT = 2000
# Letters in one run, which falls apart into names at most so long.
WORD = 60
# Characters of a sign that a message repeats as it was typed.
SHOWN = 20
# Characters of a formula that a message repeats.
FORMULA_SHOWN = 60
# How deep parentheses, powers and roots may stand inside each other, and how many nodes a tree may have.
DEPTH = 60
NODES = 2000
# Bits of an exact rational number during evaluation; what grows beyond is computed as a ball.
EXACT_BITS = 4000
# The power of two beyond which nothing in a sum may lie, be it large or small.
SIZE = 2**64
# Visits of nodes in one evaluation (sums count each term), and terms of one sum; with few of them it is added exactly.
STEPS = 20_000
TERMS, FEW_TERMS = 2_000, 64
# Visits in all evaluations of one comparison.
ALL_STEPS = 160_000
# Formulas by cases in one answer: each of them parts the line once more. How deep they may stand inside each other:
# every one of them is looked at for each value of those around it.
CASES, CHOICES = 24, 8
# Factors of one product of matrices.
FACTORS = 100
# Bars of absolute values in one answer, and members of one set or list.
BARS = 40
ITEMS = 100
