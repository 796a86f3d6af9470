"""What the first answer to a fresh process would wait for is done before it comes."""

import structlog

from grading import grade
from grading.sandbox import SandboxUnavailable, get_sandbox

log = structlog.get_logger(__name__)

# One answer through each of the larger judges fills their caches.
FIRST = (
    ({"kind": "symbolic", "reference": "1/(1 + exp(-x))", "symbols": {"x": "real"}}, "exp(x)/(1 + exp(x))"),
    ({"kind": "matrix", "reference": [[1, "1/2"]]}, "1 0.5"),
    ({"kind": "number", "reference": "3/4"}, "0.7"),
)


def warm_up(*, programs: bool) -> None:
    """Judge a first formula and, for a worker that takes programs, start the process that they are forked from."""
    for field, answer in FIRST:
        grade(field, answer)
    if not programs:
        return
    try:
        get_sandbox().warm_up()
        log.info("sandbox", tier=str(get_sandbox().tier), control_group=get_sandbox().control_group)
    except SandboxUnavailable as missing:
        log.error("no sandbox", missing=str(missing))
