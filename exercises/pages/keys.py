"""Options and blocks under names that give nothing away: an author's own key may say what is right."""

from collections.abc import Mapping
from typing import Any

from django.utils.crypto import salted_hmac

LISTS = ("options", "blocks", "distractors")


def public_key(key: str) -> str:
    """The name under which an option or block stands on pages."""
    return salted_hmac("nabla.key", key, algorithm="sha256").hexdigest()[:10]


def authors_key(field: Mapping[str, Any], sent: str) -> str:
    """The key that a form means; what is no name of this field comes back as it is, and is no option either."""
    keys = [item["key"] for name in LISTS for item in field.get(name, ())]
    return next((key for key in keys if public_key(key) == sent), sent)
