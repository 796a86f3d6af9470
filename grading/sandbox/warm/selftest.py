"""Entries that show whether the sandbox stands; they do what their payload says."""

from typing import Any


def echo(payload: Any) -> Any:
    """The payload, unchanged."""
    return payload


def execute(payload: dict[str, Any]) -> Any:
    """Run `source` and give what it leaves in `result`."""
    names: dict[str, Any] = {}
    exec(compile(payload["source"], "probe.py", "exec"), names)
    return names.get("result")
