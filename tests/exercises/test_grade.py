"""`manage.py grade`: a line in, a line out, in order; a bad line never stops the rest."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from exercises import grade_lines
from exercises.grade_lines import LineJudge
from exercises.management.commands import grade
from tests.exercises.bundles import LIBRARY

ROOT = Path(__file__).parents[2]
FLATTEN = "vectors-and-matrices/flatten-and-weigh"
FIELD = {"kind": "number", "reference": 3, "misconceptions": [{"name": "sign", "answer": -3, "says": "The sign."}]}


def judged(line: object) -> dict:
    text = line if isinstance(line, bytes) else json.dumps(line).encode()
    return LineJudge(LIBRARY).judge(text)


def test_line_with_a_field_is_graded():
    verdict = judged({"id": "q1", "field": FIELD, "answer": "-3"})
    assert list(verdict) == ["id", "verdict", "score", "messages", "misconceptions", "ms"]
    assert (verdict["id"], verdict["verdict"], verdict["score"]) == ("q1", "incorrect", 0.0)
    assert verdict["messages"][0] == "The sign."
    assert verdict["misconceptions"] == ["sign"]


def test_line_with_an_exercise_is_graded():
    verdict = judged({"id": 1, "exercise": "basics/parts", "seed": 0, "answer": {"t": "5", "d": "2"}})
    assert (verdict["verdict"], verdict["score"]) == ("partially_correct", pytest.approx(1 / 3))


def test_line_with_several_parts_shows_follow_through():
    judge = LineJudge(ROOT / "exercises" / "library")
    right = {name: field["reference"] for name, field in judge._content(FLATTEN, 3).fields.items()}
    m = right["learned"] // (right["entries"] + 1)
    answer = {"place": str(right["place"]), "entries": "10", "learned": str(11 * m)}
    verdict = judge.judge(json.dumps({"id": 1, "exercise": FLATTEN, "seed": 3, "answer": answer}).encode())
    assert (verdict["verdict"], verdict["score"]) == ("partially_correct", pytest.approx(0.5))
    assert verdict["messages"][-1] == "Right with your own value of (b), which was wrong."


def test_seed_chooses_the_variant():
    judge = LineJudge(LIBRARY)
    content = judge._content("basics/matrix", 3)
    line = {"exercise": "basics/matrix", "answer": {"C": content.fields["C"]["reference"]}}
    verdicts = [judge.judge(json.dumps({**line, "seed": seed}).encode())["verdict"] for seed in (3, 4)]
    assert verdicts == ["correct", "incorrect"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (b"nonsense", "no JSON"),
        (b'{"id": 1', "no JSON"),
        (b"\xff\xfe{}", "no JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[1]", "no JSON object"),
        (b"null", "no JSON object"),
        ({"id": 1}, "neither `field` nor `exercise`"),
        ({"id": 1, "field": FIELD}, "no `answer`"),
        ({"id": 1, "feild": FIELD, "answer": "3"}, "Is `feild` meant to be `field`"),
        ({"id": 1, "field": "number", "answer": "3"}, "must be a mapping"),
        ({"id": 1, "field": {"kind": "numbr"}, "answer": "3"}, "number"),
        ({"id": 1, "field": {"kind": ["number"]}, "answer": "3"}, "kind"),
        ({"id": 1, "exercise": "../../etc", "answer": {}}, "topic/slug"),
        ({"id": 1, "exercise": 7, "answer": {}}, "topic/slug"),
        ({"id": 1, "exercise": "basics/nothing", "answer": {}}, "no exercise basics/nothing"),
        ({"id": 1, "exercise": "basics/matrix", "seed": "x", "answer": {}}, "whole number"),
        ({"id": 1, "exercise": "basics/matrix", "seed": -1, "answer": {}}, "whole number"),
        ({"id": 1, "exercise": "basics/matrix", "seed": True, "answer": {}}, "whole number"),
        ({"id": 1, "exercise": "basics/number", "answer": "11"}, "names of fields"),
        ({"id": 1, "exercise": "basics/number", "answer": {"e": "11"}}, "no field `e`"),
    ],
)
def test_bad_line_is_an_error_with_a_message(line, words):
    verdict = judged(line)
    assert verdict["verdict"] == "error"
    assert words in verdict["messages"][0]


@pytest.mark.parametrize("answer", [None, 3, [], {}, "x" * 1_000_000, "\ud800", [[["1"]]], "9" * 100_000, True])
def test_strange_answer_is_explained(answer):
    verdict = judged({"id": 1, "field": FIELD, "answer": answer})
    assert verdict["verdict"] in ("invalid", "correct")
    assert verdict["messages"] or verdict["verdict"] == "correct"
    json.dumps(verdict).encode()


def test_line_that_is_too_long_is_skipped(monkeypatch):
    monkeypatch.setattr(grade, "LONGEST_LINE", 100)
    monkeypatch.setattr(grade_lines, "LONGEST_LINE", 100)
    read = list(grade._lines(io.BytesIO(b"x" * 1000 + b"\n" + b"short\n" + b"y" * 100)))
    assert [len(line) for line in read] == [102, 6, 100]
    assert "longer than" in judged(read[0])["messages"][0]


def run(text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, ROOT / "manage.py", "grade", "-", "--library", LIBRARY, *arguments]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    return subprocess.run(
        command, input=text, capture_output=True, text=True, check=False, timeout=60, env=environment, cwd=ROOT
    )


def test_lines_come_out_in_order_from_one_process():
    answers = ["3", "nonsense", "-3", "6/2"]
    text = "\n".join(json.dumps({"id": i, "field": FIELD, "answer": answer}) for i, answer in enumerate(answers))
    done = run(text.replace("\n", "\nbroken\n\n", 1))
    verdicts = [json.loads(line) for line in done.stdout.splitlines()]
    assert [verdict["id"] for verdict in verdicts] == [0, None, 1, 2, 3]
    assert [verdict["verdict"] for verdict in verdicts] == ["correct", "error", "invalid", "incorrect", "correct"]
    assert done.returncode == 0


def test_nothing_but_verdicts_stands_on_standard_output():
    done = run(json.dumps({"id": 1, "field": {"kind": "numbr"}, "answer": "3"}) + "\n")
    assert [json.loads(line)["verdict"] for line in done.stdout.splitlines()] == ["error"]


def test_verdict_comes_before_the_next_line_is_sent():
    command = [sys.executable, ROOT / "manage.py", "grade", "-"]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:
        for answer in ("3", "4"):
            process.stdin.write(json.dumps({"id": answer, "field": FIELD, "answer": answer}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == answer
        process.stdin.close()


def test_missing_file_is_told():
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("grade", "/nowhere.jsonl")


def test_further_keys_of_a_line_are_its_writers_own():
    line = {"id": 1, "field": FIELD, "answer": "3", "expect": "correct", "note": "three"}
    assert judged(line)["verdict"] != "error"
