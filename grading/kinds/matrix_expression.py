"""A formula in vectors and matrices, judged for all sizes at once."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar, Literal

from pydantic import Field as Key, model_validator

from grading.errors import AnswerError
from grading.faults import unreadable
from grading.kinds.base import Kind, Raw
from grading.kinds.differentiated import DifferentiatedField
from grading.kinds.matrix_derivative import Candidates, check_reference, derivative_text, read_derivative
from grading.kinds.slips import unseen_formulas
from grading.maths.decisions import Outcome
from grading.maths.labels import refuse_label
from grading.maths.matrices import mutations, witness
from grading.maths.matrices.comparison import compare, prepare as prepare_right
from grading.maths.matrices.dims import ONE, SCALAR, Shape, read_dim
from grading.maths.matrices.gradients import Derivative
from grading.maths.matrices.indices import beyond
from grading.maths.matrices.inference import Reading, infer
from grading.maths.matrices.kinks import Kinks
from grading.maths.matrices.parser import parse as parse_text, parse_reference
from grading.maths.matrices.recognition import LineUp
from grading.maths.matrices.sampling import Points
from grading.maths.matrices.symbols import Symbols, read_symbols
from grading.maths.matrices.typed import Typed
from grading.maths.matrices.wording import name_shape, shape_to_text
from grading.maths.printing import to_latex, to_text
from grading.maths.tree import Call, Number
from grading.maths.witness import shown
from grading.messages import Message, _, say
from grading.slips import Slip
from grading.verdict import Verdict, correct, incorrect, partially_correct, undecided


class MatrixExpressionField(DifferentiatedField):
    """The reference is an expression in the declared symbols; its shape is the shape that is asked.

    With gradient_of, jacobian_of or hessian_of the reference must be that derivative, as it is or transposed.
    """

    known_slips: ClassVar[tuple[str, ...]] = mutations.NAMES

    symbols: Mapping[str, Any] = Key(
        default={}, description="Name -> domain, or {shape: [m, n], is: symmetric}. Names in shapes are whole numbers."
    )
    layout: Literal["same", "column", "either"] = Key(
        default="same",
        description="A transposed answer is wrong (same), earns layout_credit (column), or is right (either).",
    )
    layout_credit: float = Key(default=0.5, gt=0, lt=1)
    witness: bool | Literal["answer"] = Key(
        default=True,
        description="Show small matrices at which a wrong answer differs, with both values; `answer` hides the right.",
    )

    @model_validator(mode="after")
    def reference_is_readable(self) -> "MatrixExpressionField":
        try:
            self._settle_sizes()
            self.reading.close()
        except AnswerError as problem:
            raise unreadable("the reference", self.answer_text, problem, "reference", named=True) from problem
        if self.derivative is not None:
            check_reference(self.derivative, self.reading, self.points)
        return self

    def _settle_sizes(self) -> None:
        """The size of an `I` in the reference, by the derivative that is asked, or by the only size there is."""
        sizes, shape = self.reading.sizes, self.reading.typed.shape
        if self.derivative is not None:
            wanted = self.derivative.shape
            if not sizes.same_shape(shape, wanted):
                sizes.same_shape(shape, _turned(wanted))
        elif len(self.known.sizes) == 1 and all(dim.is_free or not dim.unknown for dim in sizes.shape(shape)):
            # not for `kron(A, I)`: its size is a multiple of that of A, and nothing says which
            only = read_dim(self.known.sizes[0])
            sizes.same_shape(shape, (only, only))

    @cached_property
    def known(self) -> Symbols:
        return read_symbols(self.symbols)

    @cached_property
    def answer_text(self) -> str:
        """The reference, or the derivative where only the loss is given."""
        if self.derivative is not None and self.reference == "":
            return derivative_text(self.derivative)
        return str(self.reference)

    @cached_property
    def reading(self) -> Reading:
        tree, places = parse_reference(self.answer_text, self.known.names, self.known.sizes, self.known.shapes)
        found = infer(tree, self.known, places)
        if self.derivative is None:
            return found
        loss = self.derivative.loss
        return replace(found, loss=loss, kinks=Kinks(loss, self.derivative.variables, found, self.points))

    @cached_property
    def derivative(self) -> Derivative | None:
        return read_derivative(*self.asked, self.variables, self.known) if self.asked else None

    @cached_property
    def candidates(self) -> Candidates | None:
        if self.derivative is None:
            return None
        return Candidates(self.derivative, self.points, _turned_message(self.reading.shape))

    @cached_property
    def points(self) -> Points:
        return Points(self.known)

    @cached_property
    def line_up(self) -> LineUp:
        return LineUp(self.reading, self.points, first=self.slips, without=self.not_derived)


def parse(field: MatrixExpressionField, raw: Raw) -> Reading:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise AnswerError(say(_("Enter a formula.")))
    try:
        tree, places = parse_text(str(raw), field.known.names, field.known.sizes, field.known.shapes)
    except AnswerError as problem:
        refuse_label(str(raw), problem)
    reading = infer(tree, field.known, places)
    wanted = field.reading.shape
    if tree == Number(Fraction(0)) and wanted != SCALAR:
        # The zero of what is asked, as it is written in every book.
        return replace(reading, typed=Typed("zeros", (), wanted))
    # The asked shape may settle the size of an `I`; an answer of another shape is judged, not refused.
    if not reading.sizes.same_shape(reading.typed.shape, wanted):
        reading.sizes.same_shape(reading.typed.shape, _turned(wanted))
    reading.close()
    if reading.shape != wanted:
        _refuse_commutator(reading, field)
        _refuse_array(reading, wanted)
    return reading


def _refuse_array(reading: Reading, wanted: Shape) -> None:
    """A sum along an axis is neither row nor column in NumPy: whoever writes one has not chosen the wrong layout."""
    has_chosen = reading.places.marks.keeps_axes
    if reading.places.has_axes and not has_chosen and reading.shape == _turned(wanted):
        text = _("A sum along an axis is a column here, and `.T` makes a row of it. What is asked is %(shape)s.")
        raise AnswerError(say(text, shape=name_shape(wanted)))


def _refuse_commutator(reading: Reading, field: MatrixExpressionField) -> None:
    """`[A, B]` is two blocks side by side here; of two square matrices it may be meant as A B - B A."""
    tree = reading.tree
    if not isinstance(tree, Call) or tree.function != "hstack" or len(tree.arguments) != 2:
        return
    first, second = tree.arguments
    shapes = {infer(part, field.known, reading.places).shape for part in tree.arguments}
    if shapes == {field.reading.shape}:
        remedy = _(
            "Brackets put blocks side by side. Write a commutator as `%(first)s*%(second)s - %(second)s*%(first)s`."
        )
        raise AnswerError(say(remedy, first=to_text(first), second=to_text(second)))


def _turned(shape: Shape) -> Shape:
    return shape[1], shape[0]


def grade(field: MatrixExpressionField, answer: Reading) -> Verdict:
    found, wanted = answer.shape, field.reading.shape
    if found != wanted:
        return _grade_other_shape(field, answer)
    decision = compare(answer, field.reading, field.points)
    if decision.outcome is Outcome.UNDECIDED:
        return undecided(say(_("We could not decide this in the time we give ourselves.")))
    if decision.equal:
        return correct()
    is_square = wanted[0] == wanted[1] != ONE
    if is_square and field.layout != "same" and compare(answer, field.reading, field.points, turned=True).equal:
        return _turned_verdict(field)
    if decision.undefined and (missing := beyond(answer)) is not None:
        return incorrect(missing)
    message = witness.message(answer, field.reading, field.known, decision.point) if field.witness else None
    return incorrect(shown(message, field.witness)) if message else incorrect()


def _grade_other_shape(field: MatrixExpressionField, answer: Reading) -> Verdict:
    found, wanted = answer.shape, field.reading.shape
    if found == _turned(wanted) and compare(answer, field.reading, field.points, turned=True).equal:
        return _turned_verdict(field)
    message = _("This is %(found)s; what is asked is %(wanted)s.")
    return incorrect(say(message, found=name_shape(found), wanted=name_shape(wanted)))


def _turned_verdict(field: MatrixExpressionField) -> Verdict:
    if field.layout == "either":
        return correct()
    message = _turned_message(field.reading.shape)
    return partially_correct(field.layout_credit, message) if field.layout == "column" else incorrect(message)


def _turned_message(shape: Shape) -> Message:
    name = name_shape(shape)
    if shape[1] == ONE:
        return say(_("Right numbers, laid out as a row. Here a column, %(shape)s, is asked."), shape=name)
    if shape[0] == ONE:
        return say(_("Right numbers, laid out as a column. Here a row, %(shape)s, is asked."), shape=name)
    if shape[0] == shape[1]:
        return say(_("Right numbers, but transposed: rows and columns have changed places."))
    return say(_("Right numbers, but transposed. Here %(shape)s is asked."), shape=name)


def slip(field: MatrixExpressionField, answer: Reading) -> Slip | None:
    """The known slip that leads from the loss, or from the reference, to a wrong answer."""
    if not field.names_slips:
        return None
    differentiated = field.candidates.slip(answer) if field.candidates else None
    if (
        differentiated
        and differentiated.name not in field.not_derived
        and _is_what_it_says(field, answer, differentiated)
    ):
        return differentiated
    found = field.line_up.find(answer)
    return Slip(found.name, found.says) if found else None


def _is_what_it_says(field: MatrixExpressionField, answer: Reading, differentiated: Slip) -> bool:
    """Few points are looked at for a slip: what is right there and wrong elsewhere is no other layout."""
    if differentiated.name != "transposed-layout":
        return True
    is_turned = answer.shape == _turned(field.reading.shape)
    return is_turned and compare(answer, field.reading, field.points, turned=True).equal


def unseen_slips(field: MatrixExpressionField) -> Iterator[tuple[str, str]]:
    return unseen_formulas(field.slips, field.line_up.unseen)


def show(field: MatrixExpressionField, answer: Reading) -> str:
    return to_latex(answer.read or answer.tree)


def as_text(field: MatrixExpressionField, answer: Reading) -> str:
    return to_text(answer.read or answer.tree)


def shape(field: MatrixExpressionField, answer: Reading) -> str:
    return shape_to_text(answer.shape)


def reference(field: MatrixExpressionField) -> Raw:
    return field.answer_text


def prepare(field: MatrixExpressionField) -> None:
    prepare_right(field.reading, field.points)


KIND = Kind(
    "matrix_expression", _("Matrix formula"), MatrixExpressionField, parse, grade, show, reference, shape=shape,
    text=as_text, longest=3_000, slip=slip, unseen_slips=unseen_slips, prepare=prepare,
)  # fmt: skip
