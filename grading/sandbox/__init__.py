"""Running code nobody trusts: a warm process behind walls, and a fresh child of it for each job."""

import atexit
import functools

from grading.sandbox.limits import ChildFailed, Limits, SandboxUnavailable
from grading.sandbox.pool import Child, Sandbox

__all__ = ["Child", "ChildFailed", "Limits", "Sandbox", "SandboxUnavailable", "get_sandbox"]


@functools.cache
def get_sandbox() -> Sandbox:
    """The one sandbox of this process; its zygote starts with the first job."""
    sandbox = Sandbox()
    atexit.register(sandbox.close)
    return sandbox
