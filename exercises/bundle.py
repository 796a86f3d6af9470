"""An exercise's files: read from a folder or an upload, with caps, and named by their digest."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from grading.errors import DefinitionError
from grading.nearest import nearest

LIBRARY = Path(__file__).parent / "library"
MOST_FILES = 60
LARGEST_FILE = 200_000
LARGEST_BUNDLE = 1_000_000
LONGEST_NAME = 80
ORDINARY = (
    "exercise.yaml", "prompt.md", "solution.md", "variant.py", "starter.py", "reference.py", "tests.py", "predicate.py",
)  # fmt: skip
REQUIRED = ORDINARY[:3]
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}(/[A-Za-z0-9_][A-Za-z0-9_.-]{0,79})?")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def read_bundle(folder: Path) -> dict[str, str]:
    """The files of an exercise's folder, path -> text; hidden files and Python's caches are left out.

    Raises DefinitionError for links, for what is no UTF-8 and for too much.
    """
    files: dict[str, str] = {}
    for path in _walk(folder):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            raise DefinitionError("This is a link.", where=name, remedy="Put the file itself here.")
        if path.stat().st_size > LARGEST_FILE:
            raise DefinitionError(f"The file is larger than {LARGEST_FILE // 1000} kB.", where=name)
        if len(files) == MOST_FILES:
            raise DefinitionError(f"There are more than {MOST_FILES} files.", where=folder.name)
        files[name] = _decode(path.read_bytes(), name)
    check_files(files)
    return files


def check_files(files: Mapping[str, str]) -> None:
    """Raise DefinitionError when names, number or size of the files are not those of an exercise."""
    if len(files) > MOST_FILES:
        raise DefinitionError(f"There are more than {MOST_FILES} files.")
    if sum(len(text.encode()) for text in files.values()) > LARGEST_BUNDLE:
        raise DefinitionError(f"The files are larger than {LARGEST_BUNDLE // 1000} kB together.")
    for name, text in files.items():
        _check_name(name)
        if len(text.encode()) > LARGEST_FILE:
            raise DefinitionError(f"The file is larger than {LARGEST_FILE // 1000} kB.", where=name)
        if "\0" in text:
            raise DefinitionError("The file is no text: it holds a zero byte.", where=name)
    for name in REQUIRED:
        if name not in files:
            raise DefinitionError(f"The file {name} is missing.", where=name, remedy="Every exercise has one.")


def digest(files: Mapping[str, str]) -> str:
    """SHA-256 of names and texts: the same files have the same digest, in whatever order."""
    return hashlib.sha256(json.dumps(sorted(files.items())).encode()).hexdigest()


def folders(library: Path, pattern: str = "") -> list[Path]:
    """The exercises' folders `topic/slug` in order; pattern: "", "topic" or "topic/slug"."""
    topic, _, slug = pattern.strip("/").partition("/")
    found = [
        folder
        for folder in sorted(library.glob("*/*"))
        if folder.is_dir()
        and not folder.name.startswith(("_", "."))
        and not folder.parent.name.startswith(("_", "."))
        and topic in ("", folder.parent.name)
        and slug in ("", folder.name)
    ]
    if pattern and not found:
        raise DefinitionError(f"There is no exercise {pattern} in {library}.")
    return found


def check_slug(folder: Path) -> None:
    """Topic and exercise stand in addresses: small letters, digits and hyphens."""
    for name in (folder.parent.name, folder.name):
        if not _SLUG.fullmatch(name) or len(name) > LONGEST_NAME:
            raise DefinitionError(
                f"`{name}` is no name for a folder.",
                remedy=f"Use small letters, digits and single hyphens, at most {LONGEST_NAME}.",
            )


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name == "__pycache__" or path.suffix == ".pyc":
            continue
        # a linked folder is not entered: it is reported as a link
        if path.is_dir() and not path.is_symlink():
            yield from _walk(path)
        else:
            yield path


def _decode(content: bytes, name: str) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise DefinitionError("This is no UTF-8.", where=f"{name}:{line}", remedy="Save the file as UTF-8.") from error
    return text.replace("\r\n", "\n")


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name) or ".." in name:
        raise DefinitionError(
            f"`{name[:100]}` is no name for a file.", remedy="Use letters, digits, `_`, `-`, and at most one folder."
        )
    if name in ORDINARY or (name.startswith("wrong/") and name.endswith(".py")):
        return
    close = nearest(name, ORDINARY)
    raise DefinitionError(
        "Nothing reads this file.",
        where=name,
        remedy=f"Did you mean {close}?" if close else f"An exercise has {', '.join(ORDINARY)} and wrong/*.py.",
    )
