"""Runs behind each way of making walls: plots need no home folder, and nothing of them goes to a disk."""

from collections.abc import Iterator

import pytest

from grading.sandbox import Sandbox, tiers
from grading.sandbox.worker.relay import Job
from grading.sandbox.worker.trying import Console, try_out
from tests.grading.sandbox.affine import REFERENCE, TESTS
from tests.grading.sandbox.conftest import BUILDERS
from tests.hostile.ordinary import start_on_open_way

PLOT = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.title(r'$\\alpha^2$')\n"


@pytest.fixture(scope="module", params=[*BUILDERS, tiers.NONE])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    with Sandbox(builders=[request.param]) as made:
        if request.param == tiers.NONE:
            start_on_open_way(made)
        yield made


def console(sandbox: Sandbox, typed: str) -> Console:
    job = Job(REFERENCE, TESTS, REFERENCE, ["affine(X, W, b)"])
    shown = try_out(sandbox, job, seconds=8, typed=typed).console
    assert shown is not None
    return shown


def test_a_plot_with_a_formula_is_drawn(sandbox: Sandbox) -> None:
    (picture,) = console(sandbox, PLOT).pictures
    assert (picture.width, picture.height, picture.problem) == (640, 480, "")


@pytest.mark.parametrize("line", ["plt.savefig('/tmp/a.png')", "plt.savefig('a.png')", "np.save('/tmp/a', [1])"])
def test_nothing_is_written(sandbox: Sandbox, line: str) -> None:
    frame = console(sandbox, f"{PLOT}{line}").frame
    assert (frame["what"], frame["type"]) in [("raised", kind) for kind in ("OSError", "PermissionError")]


def test_a_run_leaves_nothing_for_the_next(sandbox: Sandbox) -> None:
    console(sandbox, f"{PLOT}np.left_behind = 1")
    shown = console(sandbox, "import matplotlib.pyplot as plt\nplt.get_fignums(), hasattr(np, 'left_behind')")
    assert (shown.frame["value"], shown.pictures) == ("([], False)", [])


FORGE = """import gc
from grading.sandbox.learner.process import Desk
desk = next(thing for thing in gc.get_objects() if isinstance(thing, Desk))
desk.channel.send({frame})
"""


@pytest.mark.parametrize("frame", ["{'what': 'evaluated', 'value': 7}", "{'what': 'report', 'tests': []}", "[1]", "{}"])
def test_a_forged_frame_is_no_value(sandbox: Sandbox, frame: str) -> None:
    assert console(sandbox, FORGE.format(frame=frame)).frame == {"what": "lost", "reason": "protocol"}
