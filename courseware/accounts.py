"""What we say otherwise than allauth does."""

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.translation import gettext_lazy as _

_WRONG = _("Name or password is not right.")


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """One sentence for every failed sign-in: it does not tell which accounts exist."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _WRONG,
        "username_password_mismatch": _WRONG,
    }
