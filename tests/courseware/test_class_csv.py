"""Names that people chose are computed by no spreadsheet."""

import pytest

from courseware.class_csv import harmless

HIDDEN = ["", " ", "\u200b", "\u202e", "\ufeff", "\u00a0\u2060", "\u00ad", "\u3000", "\u3164", "\u034f"]
SIGNS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "|cmd", "\uff1d1+1", "\uff0b1", "\uff20a", "\ufe66", "\u22121"]


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("hidden", HIDDEN)
def test_what_a_spreadsheet_would_compute_gets_an_apostrophe(hidden, sign) -> None:
    assert harmless(hidden + sign) == f"'{hidden}{sign}"


@pytest.mark.parametrize(
    "name", ["", "Alice", "O'Brien", "\u0141ukasz", "1 = 1", "\u200bAlice", "\u738b\u4f1f", "e\u0301"]
)
def test_other_names_stay_as_they_are(name) -> None:
    assert harmless(name) == name
