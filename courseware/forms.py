"""Forms about people: the name at sign-up, the account page."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from courseware.middleware import ZONES
from courseware.models import User


class NameForm(forms.Form):
    """What sign-up asks beside allauth's own fields."""

    name = forms.CharField(
        label=_("Name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("As your class knows you."),
    )

    def signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """Name and time zone."""

    timezone = forms.ChoiceField(label=_("Time zone"), required=False)

    class Meta:
        model = User
        fields = ("name", "timezone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = [(zone, zone.replace("_", " ")) for zone in sorted(ZONES)]
        self.fields["timezone"].choices = [("", _("As the browser says")), *zones]  # type: ignore[attr-defined]


class CodeForm(forms.Form):
    """An invitation code."""

    code = forms.CharField(
        label=_("Invitation code"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
