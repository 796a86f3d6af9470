"""Earlier submissions as they are listed: what was typed, and what the formula editor wrote, typeset if possible."""

import pytest
from django.urls import reverse
from django.utils.html import escape

from exercises.judging import judge
from exercises.models import Submission, Work
from exercises.submissions import lease, record


def send(client, url: str, answers: dict[str, str]) -> None:
    """What the browser sends and a worker does."""
    client.post(url, answers | {"token": str(client.get(url).context["token"])})
    for pk in Submission.objects.filter(state="waiting").values_list("pk", flat=True):
        submission = lease(pk)
        record(submission, judge(submission.variant.content["fields"], submission.answers))


@pytest.fixture
def url(offering, library):
    """url("symbolic"): the page of that exercise."""
    return lambda name: reverse("exercise", args=[offering.slug, "basics", name])


@pytest.mark.parametrize(
    ("name", "sent", "shown"),
    [
        ("number", {"answer.d": "eleven"}, "eleven"),
        ("symbolic", {"answer.f": "x/2*"}, "x/2*"),
        ("parts", {"answer.t": "5", "answer.d": "2 + 2"}, "5; 2 + 2"),
        ("number", {"answer.d": "1+" * 99}, "1+" * 29 + "1…"),
    ],
)
def test_earlier_submissions_show_what_was_typed(alice, signed_in, url, name, sent, shown) -> None:
    client, address = signed_in(alice), url(name)
    for _ in range(2):
        send(client, address, sent)
    (one,) = client.get(address).context["earlier"]
    assert one.typed == shown
    assert f'<code class="typed">{shown}</code>' in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("name", "sent", "shown"),
    [
        ("symbolic", {"answer.f": r"\frac{x}{2}\cdot"}, [r"\frac{x}{2}\cdot"]),
        ("symbolic", {"answer.f": r"\begin{cases}x & \\ & \end{cases}"}, [r"\begin{cases}x & \\ & \end{cases}"]),
        ("derivation", {"answer.proof": "= \\frac{x}{}\n= 2\n= x\n= 3\n= 4"}, [r"= \frac{x}{}", "= 2", "= x", "= 3"]),
    ],
)
def test_earlier_submissions_show_formulas_to_be_typeset(alice, signed_in, url, name, sent, shown) -> None:
    client, address = signed_in(alice), url(name)
    for _ in range(2):
        send(client, address, sent)
    (one,) = client.get(address).context["earlier"]
    assert [piece.tex for piece in one.written if piece.tex] == shown
    tex = escape(shown[0])
    page = client.get(address).content.decode()
    assert f'data-tex="{tex}" data-unread><code class="typed">{tex}</code>' in page


def test_who_teaches_sees_an_unread_formula_typeset_and_as_it_was_sent(alice, bob, signed_in, url) -> None:
    send(signed_in(alice), url("symbolic"), {"answer.f": r"\frac{}{x}"})
    sent = reverse("submission", args=[Work.objects.get(learner=alice).submissions.get().pk])
    page = signed_in(bob).get(sent, follow=True).content.decode()
    assert r'data-tex="\frac{}{x}" data-unread' in page
    assert r'<pre class="place" tabindex="0">\frac{}{x}</pre>' in page
