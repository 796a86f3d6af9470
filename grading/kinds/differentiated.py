"""The keys of a field whose right answer is a derivative: the author gives the loss, the engine differentiates it."""

from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import Field as Key

from grading.errors import DefinitionError
from grading.kinds.slips import FieldWithSlips
from grading.maths.printing import name_to_latex
from grading.messages import _, say
from grading.slips import Slip

Asked = Literal["gradient_of", "jacobian_of", "hessian_of"]


class DifferentiatedField(FieldWithSlips):
    """At most one of the three keys; with a reference beside it, the two must agree."""

    reference: str | int | float = Key(default="", description="The right answer; not needed beside gradient_of.")
    gradient_of: str | None = Key(default=None, description="The loss whose gradient (derivative) is asked.")
    jacobian_of: str | None = Key(default=None, description="What is differentiated, one row for each of its entries.")
    hessian_of: str | None = Key(default=None, description="The loss whose second derivative is asked.")
    variable: str | tuple[str, ...] | None = Key(
        default=None,
        description="With respect to what: a symbol, or a list of them. With up_to: what the constant must not hold.",
    )

    from_loss: ClassVar[frozenset[str]] = frozenset({"gradient_of", "jacobian_of", "hessian_of"})

    @property
    def asked(self) -> tuple[Asked, str] | None:
        """Which derivative is asked of what; None for a field that just has a reference.

        Raises DefinitionError for several, and where there is neither a derivative nor a reference.
        """
        keys: tuple[Asked, ...] = ("gradient_of", "jacobian_of", "hessian_of")
        said = [(key, text) for key in keys if (text := getattr(self, key)) is not None]
        if len(said) > 1:
            raise DefinitionError(f"{said[0][0]} and {said[1][0]} are both given", where=said[1][0], remedy="Keep one.")
        if not said and self.reference == "":
            raise DefinitionError("the right answer is missing", where="reference", remedy="Give a reference.")
        return said[0] if said else None

    @property
    def variables(self) -> tuple[str, ...]:
        if self.variable is None:
            return ()
        return (self.variable,) if isinstance(self.variable, str) else tuple(self.variable)


# Factors that get lost or come in, with the name of the misconception.
FACTORS: tuple[tuple[Fraction, str], ...] = (
    (Fraction(-1), "sign"),
    (Fraction(2), "factor-2"),
    (Fraction(1, 2), "factor-2"),
    (Fraction(-2), "another-factor"),
    (Fraction(-1, 2), "another-factor"),
    (Fraction(3), "another-factor"),
    (Fraction(1, 3), "another-factor"),
    (Fraction(4), "another-factor"),
    (Fraction(1, 4), "another-factor"),
)


def factor_slip(factor: Fraction | str, name: str = "") -> Slip:
    """The answer is the derivative times this factor."""
    if factor == -1:
        return Slip("sign", say(_("The derivative has the other sign. Follow the minus signs once more.")))
    if isinstance(factor, Fraction) and factor < 0:
        message = _(
            "The sign is turned, and a number in front is wrong: the answer is $%(factor)s$ times the derivative."
        )
    else:
        message = _(
            "A factor is wrong: the answer is $%(factor)s$ times the derivative. Where does the factor come from?"
        )
    return Slip(name or "another-factor", say(message, factor=str(factor)))


def not_differentiated() -> Slip:
    return Slip("not-differentiated", say(_("This is the function itself, not its derivative.")))


def differentiated_once() -> Slip:
    return Slip(
        "differentiated-once", say(_("This is the first derivative; the second is asked. Differentiate once more."))
    )


def other_variable(name: str, asked: str) -> Slip:
    message = _("This is the derivative with respect to $%(name)s$; the one with respect to $%(asked)s$ is asked.")
    return Slip("other-variable", say(message, name=name_to_latex(name), asked=name_to_latex(asked)))


def rule_slip(rule: str, part: str) -> Slip:
    """One rule applied wrongly. part: LaTeX of where; see `derivatives.Slip` for the rules."""
    name, text = _RULES[rule]
    return Slip(name, say(text, part=part))


_RULES: dict[str, tuple[str, str]] = {
    "inner": (
        "inner-derivative",
        _("The chain rule stops too early at $%(part)s$: multiply by the derivative of what stands inside."),
    ),
    "behind": (
        "inner-derivative",
        _("This is the derivative with respect to $%(part)s$. One step of the chain rule is left, to its inside."),
    ),
    "outer": (
        "missing-outer-derivative",
        _("Of $%(part)s$ only the inside was differentiated. The function around it contributes its own derivative."),
    ),
    "minus": ("lost-minus", _("The minus in front of $%(part)s$ belongs to the inner derivative, too.")),
    "term": (
        "half-of-the-product-rule",
        _("$%(part)s$ depends on the variable in several places. Each gives a term; one is missing."),
    ),
    "twice": (
        "doubled-product-term",
        _("$%(part)s$ depends on the variable in two places. Their terms differ, unless a matrix is symmetric."),
    ),
    "factor": ("lost-factor", _("A constant factor of $%(part)s$ got lost: it stays when one differentiates.")),
    "exponent": ("lost-exponent", _("The exponent of $%(part)s$ comes down as a factor.")),
    "quotient": (
        "quotient-sign",
        _("In the derivative of $%(part)s$ a sign is turned: what comes from the denominator has a minus."),
    ),
    "inverse": ("inverse-sign", _("The derivative of the inverse $%(part)s$ carries a minus, as for $1/x$.")),
    "logdet": (
        "logdet-without-inverse",
        _("The gradient of $%(part)s$ holds the inverse of the matrix, as the derivative of $\\log x$ is $1/x$."),
    ),
    "softmax": (
        "softmax-off-diagonal",
        _("In $%(part)s$ the entries compete: a larger input raises its own output and lowers all the others."),
    ),
}
