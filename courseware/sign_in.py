"""The form at the door; apart from the other forms, which allauth's own forms import."""

from typing import Any

from allauth.account.forms import LoginForm
from django.utils.translation import gettext_lazy as _


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth ships no types
    """Sign in by user name or by email address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name or email")
        # The page has a link to it beside the field.
        self.fields["password"].help_text = ""
