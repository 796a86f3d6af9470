"""An answer that came after its session had ended: it waits in the new session until its owner has signed in."""

from typing import Any

from django.http import HttpRequest, QueryDict

from exercises.pages.answers import LONGEST_DRAFT, PREFIX

KEY = "pending_answers"
MOST_PAGES = 3
ACTIONS = ("variant/", "hint/", "draft/", "understood/", "solution/", "enrol/")


def keep(request: HttpRequest) -> None:
    """Put the answers of a refused form aside, for the page they belong to."""
    sent = {name: request.POST.getlist(name) for name in request.POST if name.startswith(PREFIX)}
    if not any(any(texts) for texts in sent.values()):
        return
    # the token knows which variant the form showed
    sent["token"] = [request.POST.get("token", "")]
    if sum(len(text) for texts in sent.values() for text in texts) > LONGEST_DRAFT:
        return
    waiting = request.session.get(KEY, {})
    waiting.pop(page_of(request), None)
    kept = list(waiting.items())[1 - MOST_PAGES :]
    request.session[KEY] = {**dict(kept), page_of(request): sent}


def take(request: HttpRequest) -> QueryDict | None:
    """The answers that wait for this page, once."""
    waiting: dict[str, Any] = request.session.get(KEY, {})
    sent = waiting.pop(page_of(request), None)
    if sent is None:
        return None
    request.session[KEY] = waiting
    answers = QueryDict(mutable=True)
    for name, texts in sent.items():
        answers.setlist(name, texts)
    return answers


def page_of(request: HttpRequest) -> str:
    """The page that a form stands on: actions have addresses that cannot be opened."""
    for action in ACTIONS:
        if request.path.endswith(f"/{action}"):
            return request.path.removesuffix(action)
    return request.path
