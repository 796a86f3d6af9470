"""Exercises for tests: the files of the tiny library, with something changed."""

from pathlib import Path

from exercises.bundle import read_bundle

LIBRARY = Path(__file__).parents[1] / "library"


def bundle(name: str = "basics/number", **changes: str | None) -> dict[str, str]:
    """The files of an exercise; `variant_py="..."` puts another file there, None takes it out."""
    files = read_bundle(LIBRARY / name)
    for key, text in changes.items():
        file = ".".join(key.rsplit("_", 1))
        if text is None:
            del files[file]
        else:
            files[file] = text
    return files


def edited(old: str, new: str, name: str = "basics/number") -> dict[str, str]:
    """The files with a piece of exercise.yaml replaced."""
    files = bundle(name)
    assert old in files["exercise.yaml"]
    return files | {"exercise.yaml": files["exercise.yaml"].replace(old, new)}


def drawn(generate: str, solve: str = "return {'d': 11}", params: str = "") -> dict[str, str]:
    """The number exercise with these bodies of generate and solve."""
    return bundle() | {"variant.py": f"def generate(rng):\n    {generate}\n\n\ndef solve({params}):\n    {solve}\n"}
