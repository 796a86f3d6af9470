"""Running code nobody trusts: a warm process behind walls, and a fresh child of it for each job.

`walls` is what the kernel refuses, `warm` the processes behind the walls; `learner` and `author` run inside, `worker`
is the trusted side between them. What all of them speak lies here: `protocol` over a `channel`, within `limits`.
"""

import atexit
import functools
import os

from grading.sandbox.limits import ChildFailed, Limits, SandboxUnavailable
from grading.sandbox.tiers import DEFAULT_MINIMUM
from grading.sandbox.warm.pool import LEARNERS, Sandbox
from grading.sandbox.warm.process import Child

__all__ = ["Child", "ChildFailed", "Limits", "Sandbox", "SandboxUnavailable", "get_sandbox", "why_no_sandbox"]


@functools.cache
def get_sandbox() -> Sandbox:
    """The one sandbox of this process; its zygote starts with the first job.

    NABLA_SANDBOX_MINIMUM names the weakest tier that the site accepts (tiers.py).
    """
    sandbox = Sandbox(learners=LEARNERS, minimum=_minimum())
    atexit.register(sandbox.close)
    return sandbox


def why_no_sandbox() -> str:
    """What this machine lacks for isolating code, "" when it can. Asks a process that loads nothing, which is quick."""
    with Sandbox(preload=(), minimum=_minimum()) as empty:
        try:
            empty.tier  # noqa: B018 - asking starts what we want to know about
        except SandboxUnavailable as missing:
            return str(missing)
    return ""


def _minimum() -> str:
    return os.environ.get("NABLA_SANDBOX_MINIMUM", DEFAULT_MINIMUM)
