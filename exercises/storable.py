"""What a learner or a learner's program wrote, as JSON that every database takes."""

import math
import re
from typing import Any

# PostgreSQL's jsonb knows neither the character 0 nor half a surrogate pair.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(value: Any) -> Any:
    r"""The same plain data without characters and numbers that cannot be stored.

    >>> storable({"x": ["a\x00b", float("inf")]})
    {'x': ['ab', 'inf']}
    """
    if isinstance(value, str):
        return _UNSTORABLE.sub("", value)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, list | tuple):
        return [storable(entry) for entry in value]
    if isinstance(value, dict):
        return {storable(str(key)): storable(entry) for key, entry in value.items()}
    return value
