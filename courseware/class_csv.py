"""The class as CSV, for spreadsheets."""

import csv
import io

from django.utils.translation import gettext as _

from courseware.classroom import learner_rows, topic_heads
from courseware.models import Offering
from courseware.progress import read_progress

# A spreadsheet takes a cell that begins so for a formula, and people choose their own names.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


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
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text
