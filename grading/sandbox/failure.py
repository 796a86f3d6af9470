"""How an exception of foreign code is told: type, message, and the line in the file that its author wrote."""

import linecache
from types import TracebackType
from typing import Any, Final

LONGEST_MESSAGE: Final = 500


def describe(raised: BaseException) -> dict[str, Any]:
    """`{"type", "message", "file", "line"}`; file is "" and line 0 when no line of the author's own took part."""
    file, line = _own_line(raised.__traceback__)
    if isinstance(raised, SyntaxError) and raised.filename and is_own(raised.filename):
        file, line = raised.filename, raised.lineno or 0
    return {"type": type(raised).__name__[:80], "message": _text(raised), "file": file, "line": line}


def sentence(told: dict[str, Any]) -> str:
    """`variant.py, line 3: ValueError: too small`."""
    where = f"{told['file']}, line {told['line']}: " if told["file"] else ""
    return f"{where}{told['type']}: {told['message']}".rstrip(": ")


def is_own(filename: str) -> bool:
    """Foreign sources are compiled under bare names such as `variant.py`; everything installed has an absolute path."""
    return not filename.startswith(("/", "<"))


def remember_source(filename: str, source: str) -> None:
    """Let tracebacks and inspect.getsource find the lines of a file that is nowhere on the disk."""
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)


def _own_line(trace: TracebackType | None) -> tuple[str, int]:
    found = ("", 0)
    while trace is not None:
        filename = trace.tb_frame.f_code.co_filename
        if is_own(filename):
            found = (filename, trace.tb_lineno or 0)
        trace = trace.tb_next
    return found


def _text(raised: BaseException) -> str:
    if isinstance(raised, SyntaxError):
        return str(raised.msg)[:LONGEST_MESSAGE]
    try:
        return str(raised)[:LONGEST_MESSAGE]
    except Exception:  # the message is foreign code too
        return ""
