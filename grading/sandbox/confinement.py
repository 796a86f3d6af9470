"""The walls that each child puts up around itself."""

from collections.abc import Mapping
from typing import Any


def confine(walls: Mapping[str, Any]) -> None:
    """Close every door that is still open; raises OSError when one does not close."""
