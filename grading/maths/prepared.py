"""What can be found out about a right answer before others come: it is the same for all of them."""

from collections.abc import Mapping

from grading.maths import glances
from grading.maths.breakpoints import roots_as_sizes
from grading.maths.domains import Domain
from grading.maths.generic import first_looks
from grading.maths.infinity import has_infinity
from grading.maths.steps import powers_of_zero_as_cases
from grading.maths.tree import Tree
from grading.maths.used import needs_complex, used_domains


def prepare(reference: Tree, domains: Mapping[str, Domain]) -> None:
    """Look at a formula of real numbers as `equivalence.compare` will; the looks are kept in it."""
    used = used_domains(reference, reference, domains)
    if has_infinity(reference) or needs_complex(reference, reference, used):
        return
    compared = powers_of_zero_as_cases(roots_as_sizes(reference), used)
    glances.prepare(compared, used)
    first_looks.prepare(compared, used)
