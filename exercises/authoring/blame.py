"""Which line of an author's file is to blame for an error."""

import traceback
from types import TracebackType

from exercises.authoring.wording import described

LONGEST_MESSAGE = 500


class AuthorError(Exception):
    """An author's file is wrong: what, in which file, on which line (0 when unknown), at which path of the YAML.

    function: the one to blame in a file of Python, whose line `in_source` finds.
    """

    def __init__(
        self, what: str, *, file: str = "", line: int = 0, path: tuple[str | int, ...] = (), function: str = ""
    ) -> None:
        super().__init__(what)
        self.what = what
        self.file = file
        self.line = line
        self.path = path
        self.function = function

    def in_source(self, source: str) -> "AuthorError":
        """The same with the line where the function begins."""
        rows = [number for number, row in enumerate(source.splitlines(), 1) if row.startswith(f"def {self.function}(")]
        self.line = self.line or (rows[0] if rows else 0)
        return self

    def as_data(self) -> dict[str, object]:
        return {"what": self.what[:LONGEST_MESSAGE], "file": self.file, "line": self.line, "path": list(self.path)}


class blame:  # noqa: N801 - reads as a verb: `with blame("variant.py"):`
    """Turn whatever is raised inside into an AuthorError with the last line of `file` that took part.

    passing: exceptions that are no errors and go through. filters: those that a template may use.
    """

    def __init__(
        self,
        file: str,
        path: tuple[str | int, ...] = (),
        passing: tuple[type[BaseException], ...] = (),
        filters: tuple[str, ...] = (),
    ) -> None:
        self.file = file
        self.path = path
        self.passing = passing
        self.filters = filters

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        if error is None or isinstance(error, self.passing):
            return
        line = _line(error, where, self.file)
        if isinstance(error, AuthorError):
            error.file, error.line, error.path = error.file or self.file, error.line or line, error.path or self.path
            return
        raise AuthorError(described(error, self.filters), file=self.file, line=line, path=self.path) from error


def _line(error: BaseException, where: TracebackType | None, file: str) -> int:
    if isinstance(error, SyntaxError) and error.filename == file:
        return error.lineno or 0
    # jinja2.TemplateSyntaxError knows its line without a frame in the template
    own = getattr(error, "lineno", None)
    frames = [frame.lineno or 0 for frame in traceback.extract_tb(where) if frame.filename == file]
    return frames[-1] if frames else own if isinstance(own, int) else 0
