"""An answer that came after its session had ended: it waits at its owner's work until they have signed in again.

The token of the form names the work. So it never comes into the hands of another person who signs in at the same
browser, and whoever has no form of ours can put nothing aside.
"""

from django.http import HttpRequest

from exercises.drafts import put_aside
from exercises.models import Variant
from exercises.pages.answers import PREFIX, read_answers, read_token

ACTIONS = ("variant/", "hint/", "draft/", "understood/", "solution/", "enrol/")


def keep(request: HttpRequest) -> None:
    """Put the answers of a refused form aside, for the person and the variant that its token names."""
    if not any(any(texts) for name, texts in request.POST.lists() if name.startswith(PREFIX)):
        return
    token = read_token(request.POST.get("token", ""))
    variant = Variant.objects.filter(pk=token.variant).first() if token else None
    if token and variant:
        put_aside(token, read_answers(variant.content["fields"], request.POST))


def page_of(request: HttpRequest) -> str:
    """The page that a form stands on: actions have addresses that cannot be opened."""
    for action in ACTIONS:
        if request.path.endswith(f"/{action}"):
            return request.path.removesuffix(action)
    return request.path
