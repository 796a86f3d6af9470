"""What is said to a learner: an English template with its values, translated only where it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Message:
    """One sentence or two in Markdown: `code`, $formula$, **strong**.

    text: the English template with %(name)s places; it is the gettext key. values: what stands in the places;
    with no values the text is taken as it is (an author's own words may hold a per cent sign).
    """

    text: str
    values: Mapping[str, str | int | float] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.values if self.values else self.text


def _(text: str) -> str:
    """Mark a text for translation (xgettext collects what stands in `_(...)`)."""
    return text


def say(text: str, **values: str | int | float) -> Message:
    """`say(_("Row %(row)d has %(have)d numbers."), row=2, have=1)`."""
    return Message(text, values)
