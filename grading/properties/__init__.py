"""What an answer may be asked to fulfil: one line a property, by the key that an author writes."""

from collections.abc import Callable
from dataclasses import dataclass

from grading.messages import _
from grading.properties import factors, formulas, functions, matrices, predicates, samples, spaces, vectors, witnesses
from grading.properties.reading import Reading
from grading.properties.said import Finding, Said


@dataclass(frozen=True)
class Check:
    """One property. title: what the learner's list calls it; must, may: keys that stand beside its own.

    of_complex: whether it may be asked of complex numbers, too.
    """

    title: str
    run: Callable[[Reading, Said], Finding]
    must: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    of_complex: bool = False


CHECKS: dict[str, Check] = {
    "nonzero": Check(_("Not zero"), vectors.nonzero, of_complex=True),
    "unit": Check(_("Length 1"), vectors.unit),
    "orthogonal": Check(_("Orthogonal columns"), vectors.orthogonal),
    "orthonormal": Check(_("Orthonormal columns"), vectors.orthonormal),
    "orthogonal_to": Check(_("Orthogonal to what is given"), vectors.orthogonal_to),
    "independent": Check(_("Independent columns"), vectors.independent),
    "differs_from": Check(_("Another than the given one"), vectors.differs_from, of_complex=True),
    "one_of": Check(_("One of the right answers"), vectors.one_of, of_complex=True),
    "spans": Check(_("Spans the space"), spaces.spans, ("of",)),
    "basis_of": Check(_("Basis of the space"), spaces.basis_of, ("of",)),
    "lies_in": Check(_("Lies in the space"), spaces.lies_in, ("of",)),
    "eigenvector_of": Check(_("Eigenvector"), spaces.eigenvector_of, (), ("eigenvalue",), of_complex=True),
    "solves": Check(_("Solves the system"), spaces.solves, of_complex=True),
    "minimises": Check(_("Has the least squared error"), spaces.minimises),
    "product_zero": Check(_("The product is zero"), spaces.product_zero, of_complex=True),
    "product_nonzero": Check(_("The product is not zero"), spaces.product_nonzero, of_complex=True),
    "product": Check(_("The product is right"), spaces.product_is, of_complex=True),
    "symmetric": Check(_("Symmetric"), matrices.symmetric),
    "positive_definite": Check(_("Positive definite"), matrices.positive_definite),
    "invertible": Check(_("Invertible"), matrices.invertible),
    "stochastic": Check(_("Probabilities"), matrices.stochastic),
    "probability_vector": Check(_("Probabilities with sum 1"), matrices.probability_vector),
    "whitens": Check(_("Whitens"), matrices.whitens),
    "quadratic_form": Check(_("Sign of the quadratic form"), matrices.quadratic_form, (), ("below", "above", "equals")),
    "mean": Check(_("Mean"), samples.mean),
    "sum": Check(_("Sum"), samples.total),
    "median": Check(_("Median"), samples.median),
    "range": Check(_("Range"), samples.spread),
    "integers": Check(_("Whole numbers"), samples.integers),
    "positive": Check(_("Positive entries"), samples.positive),
    "nonnegative": Check(_("No negative entries"), samples.nonnegative),
    "factorisation": Check(_("Factorisation"), factors.factorisation, ("of",), of_complex=True),
    "factors_product": Check(_("Product of the factors"), factors.factors_product),
    "permutation": Check(_("Permutation"), matrices.permutation),
    "projection": Check(_("Orthogonal projection"), matrices.projection),
    "rank": Check(_("Rank"), matrices.has_rank),
    "stationary_of": Check(_("Stationary"), matrices.stationary_of),
    "has_stationary": Check(_("Keeps the distribution"), matrices.has_stationary),
    "entries_in": Check(_("Allowed entries"), samples.entries_in),
    "eigenpair_of": Check(_("Eigenvalue with its eigenvector"), factors.eigenpair_of, of_complex=True),
    "separates": Check(_("Separates the classes"), witnesses.separates, ("labels",), ("margin",)),
    "kernel": Check(_("Gives the kernel"), functions.kernel, ("at",)),
    "free_of": Check(_("Does not depend on what it must not"), functions.free_of),
    "predicate": Check(_("Condition"), predicates.unasked, (), ("with",)),
    "holds": Check(_("Condition"), formulas.holds),
}
