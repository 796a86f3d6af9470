"""One warm sandbox for all tests of a module, behind each way of making walls."""

from collections.abc import Iterator

import pytest

from grading.sandbox import Sandbox
from grading.sandbox.walls import bubblewrap

BUILDERS = ["system calls"] + ["bubblewrap"] * (bubblewrap.command([]) is not None)


@pytest.fixture(scope="module", params=BUILDERS)
def walled(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A sandbox of the strongest tier, once by system calls and, where it is installed, once by bubblewrap."""
    with Sandbox(builders=[request.param], minimum="walled") as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """The strongest sandbox that this machine gives."""
    with Sandbox() as made:
        yield made
