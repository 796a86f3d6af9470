"""One option of several."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field as Key, model_validator

from grading.errors import AnswerError, DefinitionError
from grading.kinds.base import Field, Kind, Raw
from grading.messages import Message, _, say
from grading.nearest import did_you_mean
from grading.verdict import Verdict, correct, incorrect


class Option(BaseModel):
    """says: shown when this option is ticked and wrong. name: the misconception it shows."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    text: str
    says: str = ""
    says_missing: str = ""
    name: str = ""


class ChoiceField(Field):
    options: tuple[Option, ...] = Key(min_length=2, max_length=20)
    reference: str
    shuffle: bool = Key(default=True, description="Show the options in another order to each learner.")

    @model_validator(mode="after")
    def reference_is_an_option(self) -> "ChoiceField":
        check_options(self.options, (self.reference,))
        expected = self.follows.expects if self.follows else None
        keys = [option.key for option in self.options]
        for key in expected if isinstance(expected, dict) else ():
            if key not in keys:
                problem = f"`{key}` is not the key of an option"
                raise DefinitionError(problem, where="follows.expects", remedy=did_you_mean(key, keys))
        return self


def check_options(options: tuple[Option, ...], references: tuple[str, ...]) -> None:
    keys = [option.key for option in options]
    if len(set(keys)) < len(keys):
        raise DefinitionError("two options have the same key", where="options", remedy="Rename one of them.")
    for reference in references:
        if reference not in keys:
            problem = f"the reference `{reference}` is not the key of an option"
            raise DefinitionError(problem, where="reference", remedy=did_you_mean(reference, keys))


def parse(field: ChoiceField, raw: Raw) -> Option:
    key = raw[0] if isinstance(raw, list | tuple) and len(raw) == 1 else raw
    return read_key(field.options, key)


def read_key(options: tuple[Option, ...], key: Any) -> Option:
    for option in options:
        if option.key == key:
            return option
    raise AnswerError(say(_("This choice is not on the list. Choose one of the options.")))


def grade(field: ChoiceField, answer: Option) -> Verdict:
    if answer.key == field.reference:
        return correct()
    says = (Message(answer.says),) if answer.says else ()
    return incorrect(*says, misconceptions=(answer.name,) if answer.name else ())


def show(field: ChoiceField, answer: Option) -> str:
    return ""


def reference(field: ChoiceField) -> Raw:
    return field.reference


_BLANK = _("The answer is empty. Choose one of the options.")
KIND = Kind("choice", _("Choice"), ChoiceField, parse, grade, show, reference, longest=200, blank=_BLANK)
