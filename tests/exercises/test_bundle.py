"""An exercise's files come in whole, capped and without surprises."""

from pathlib import Path

import pytest

from exercises.bundle import LARGEST_FILE, MOST_FILES, check_files, digest, folders, read_bundle
from grading.errors import DefinitionError
from tests.exercises.bundles import LIBRARY, bundle


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in bundle().items():
        (tmp_path / name).write_text(text)
    return tmp_path


def test_folder_comes_in_as_names_and_texts(folder):
    assert read_bundle(folder) == bundle()


@pytest.mark.parametrize("name", [".hidden", "__pycache__/x.pyc", "variant.pyc", ".git/config"])
def test_what_is_no_part_of_the_exercise_is_left_out(folder, name):
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("x")
    assert read_bundle(folder) == bundle()


@pytest.mark.parametrize("name", ["prompt.md", "wrong"])
def test_links_are_refused(folder, name):
    (folder / name).unlink(missing_ok=True)
    (folder / name).symlink_to("/etc")
    with pytest.raises(DefinitionError, match="link"):
        read_bundle(folder)


def test_bytes_that_are_no_text_are_told_with_their_line(folder):
    (folder / "prompt.md").write_bytes(b"one\ntwo\nthr\xe9e\n")
    with pytest.raises(DefinitionError) as caught:
        read_bundle(folder)
    assert caught.value.where == "prompt.md:3"


def test_windows_line_ends_and_byte_order_marks_change_nothing(folder):
    text = bundle()["prompt.md"]
    (folder / "prompt.md").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert digest(read_bundle(folder)) == digest(bundle())


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../prompt.md", "no name"),
        ("/etc/passwd", "no name"),
        ("wrong/../../x.py", "no name"),
        ("a/b/c.py", "no name"),
        ("wrong\\x.py", "no name"),
        ("", "no name"),
        ("x" * 200 + ".py", "no name"),
        ("variants.py", "Did you mean variant.py"),
        ("promt.md", "Did you mean prompt.md"),
        ("wrong/notes.md", "Nothing reads"),
        ("picture.png", "Nothing reads"),
    ],
)
def test_strange_file_names_are_refused(name, words):
    with pytest.raises(DefinitionError, match=words):
        check_files(bundle() | {name: "x"})


@pytest.mark.parametrize("name", ["exercise.yaml", "prompt.md", "solution.md"])
def test_missing_files_are_named(name):
    files = bundle()
    del files[name]
    with pytest.raises(DefinitionError, match=f"{name} is missing"):
        check_files(files)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"prompt.md": "x" * (LARGEST_FILE + 1)}, "larger than 200 kB"),
        ({"prompt.md": "é" * LARGEST_FILE}, "larger than 200 kB"),
        ({f"wrong/w{i}.py": "x" * (LARGEST_FILE - 1) for i in range(8)}, "1000 kB together"),
        ({f"wrong/w{i}.py": "x" for i in range(MOST_FILES)}, "more than 60 files"),
        ({"prompt.md": "a\0b"}, "zero byte"),
    ],
)
def test_too_much_is_refused(files, words):
    with pytest.raises(DefinitionError, match=words):
        check_files(bundle() | files)


def test_too_much_on_disk_is_not_even_read(folder):
    (folder / "prompt.md").write_bytes(b"x" * (LARGEST_FILE + 1))
    with pytest.raises(DefinitionError, match="larger than 200 kB"):
        read_bundle(folder)


def test_digest_does_not_depend_on_the_order_of_files():
    files = bundle()
    assert digest(files) == digest(dict(reversed(files.items()))) != digest(files | {"prompt.md": ""})


@pytest.mark.parametrize(
    ("pattern", "names"), [("programs", ["code"]), ("basics/number", ["number"]), ("basics/number/", ["number"])]
)
def test_folders_are_chosen_by_topic_and_slug(pattern, names):
    assert [folder.name for folder in folders(LIBRARY, pattern)] == names


def test_unknown_folder_is_told():
    with pytest.raises(DefinitionError, match="no exercise basics/nmber"):
        folders(LIBRARY, "basics/nmber")
