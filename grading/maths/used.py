"""Which names two formulas really hold, and whether they are of complex numbers."""

from collections.abc import Mapping

from grading.maths.domains import Domain
from grading.maths.tree import Tree, constants, names


def used_domains(
    answer: Tree, reference: Tree, domains: Mapping[str, Domain], also: tuple[str, ...] = ()
) -> Mapping[str, Domain]:
    """The domains of the names that are really written."""
    used = names(answer) | names(reference) | set(also)
    return {name: domain for name, domain in domains.items() if name in used}


def needs_complex(answer: Tree, reference: Tree, domains: Mapping[str, Domain]) -> bool:
    if any(domain.sort == "complex" for domain in domains.values()):
        return True
    return "i" in constants(answer) or "i" in constants(reference)
