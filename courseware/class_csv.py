"""The class as CSV, for spreadsheets."""

import csv
import io
import unicodedata

from django.utils.translation import gettext as _

from courseware.classroom import learner_rows, topic_heads
from courseware.models import Offering
from courseware.progress import read_progress

# A spreadsheet takes a cell that begins so for a formula, and people choose their own names.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "\N{MINUS SIGN}")
# Spaces, characters that only format, and letters without a shape: a spreadsheet may pass over all of them.
INVISIBLE, FILLERS = ("Zs", "Zl", "Zp", "Cf", "Mn"), "\u115f\u1160\u3164\uffa0\u2800"


def class_csv(offering: Offering) -> str:
    """One line a learner: name, address, exercises solved in each topic, in all. Begins with a mark that says UTF-8."""
    found = read_progress(offering, None)
    heads = topic_heads(found)
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    titles = [f"{head.number} {head.title} ({head.total})" for head in heads]
    writer.writerow([harmless(text) for text in (_("Name"), _("User name"), _("Email"), *titles, _("Solved"))])
    for row in learner_rows(found):
        user = row.enrolment.user
        texts = [harmless(text) for text in (row.name, user.username, user.email)]
        writer.writerow([*texts, *(cell.solved for cell in row.cells), row.total])
    return out.getvalue()


def harmless(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet would compute.

    >>> harmless("=1+1"), harmless("Alice")
    ("'=1+1", 'Alice')
    """
    seen = (character for character in text if not _is_invisible(character))
    # wide and small signs are signs
    first = unicodedata.normalize("NFKC", next(seen, ""))
    return f"'{text}" if first.startswith(FORMULA_STARTS) else text


def _is_invisible(character: str) -> bool:
    return character in FILLERS or unicodedata.category(character) in INVISIBLE
