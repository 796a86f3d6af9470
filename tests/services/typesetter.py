"""The browser's typesetter, outside of a browser."""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings


def problems_of(formulas: Sequence[tuple[str, bool]]) -> list[str]:
    """KaTeX's complaint about each formula (TeX, display), "" when it can be typeset."""
    node = os.environ.get("NABLA_NODE") or shutil.which("node")
    assert node, "There is no node; `python3 bootstrap.py test` brings one."
    script, modules = Path(__file__).with_name("typeset.mjs"), settings.STATE / "assets" / "node_modules"
    done = subprocess.run(
        [node, script, modules], input=json.dumps(formulas), capture_output=True, text=True, check=True, timeout=120
    )
    told: list[str] = json.loads(done.stdout)
    return told
