"""The first lines of a warm process: hold the line to the worker, then load everything else. Run as a script.

Its imports are few and quick. A worker that stops meanwhile must not wait for NumPy.
"""

import importlib
import json
import sys
import types
from pathlib import Path


def main() -> None:
    """argv[1] is the order of process.py as JSON."""
    root = str(Path(__file__).parents[3])
    sys.path.insert(0, root)
    # Our packages are entered by their folders: their own __init__ would load the judges of all kinds or the worker's
    # side, and every fork copy them.
    for name in ("grading", "grading.sandbox"):
        package = types.ModuleType(name)
        package.__path__ = [f"{root}/{name.replace('.', '/')}"]
        sys.modules[name] = package
    importlib.import_module("grading.sandbox.warm.lifeline").hold(json.loads(sys.argv[1])["control"])
    importlib.import_module("grading.sandbox.warm.zygote").main()


if __name__ == "__main__":
    main()
