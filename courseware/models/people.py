"""Who is here: User."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person with an account. `is_staff` are site admins; `is_author` may write exercises."""

    name = models.CharField(_("name"), max_length=150, blank=True)
    is_author = models.BooleanField(_("author"), default=False)
    timezone = models.CharField(_("time zone"), max_length=64, blank=True, help_text=_("empty: as the browser says"))

    def __str__(self) -> str:
        return self.name or self.username
