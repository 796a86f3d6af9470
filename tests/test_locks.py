"""The locks pin everything by hash and tell nothing about the machine they were made on."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = sorted(ROOT.glob("requirements*.lock"))
PACKAGE_LOCKS = [path for path in sorted(ROOT.rglob("package-lock.json")) if ".nabla" not in path.parts]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
# An address, an option that names an index, a file of this machine.
TELLS_TOO_MUCH = re.compile(r"://|^\s*--(?!hash=sha256:)|(^|\s)/|\bfile:| @ ", re.MULTILINE)


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(path: Path) -> dict[str, str]:
    return {
        normal(name): version for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", path.read_text(), re.MULTILINE)
    }


def wanted(requirements: list[str]) -> set[str]:
    return {normal(re.match(r"[\w.-]+", text)[0]) for text in requirements}


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_lock_names_no_address_and_no_path(path):
    assert not TELLS_TOO_MUCH.search(path.read_text())


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_pinned_package_has_a_hash(path):
    blocks = re.split(r"\n(?=[\w])", path.read_text().strip())
    assert [block.splitlines()[0] for block in blocks if "==" not in block or "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("path", PACKAGE_LOCKS, ids=lambda path: str(path.parent.name))
def test_package_lock_has_integrity_and_no_address(path):
    packages = json.loads(path.read_text())["packages"]
    assert "resolved" not in {key for package in packages.values() for key in package}
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []


@pytest.mark.parametrize(
    ("path", "requirements"),
    [
        ("requirements.lock", PROJECT["project"]["dependencies"]),
        ("requirements-dev.lock", PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]),
        ("requirements-setup.lock", PROJECT["dependency-groups"]["setup"]),
    ],
)
def test_lock_covers_the_project(path, requirements):
    assert wanted(requirements) <= set(pinned(ROOT / path))


def test_tests_run_on_the_versions_that_the_site_runs_on():
    assert pinned(ROOT / "requirements.lock").items() <= pinned(ROOT / "requirements-dev.lock").items()
