"""A worker says at its start how it isolates code, or that it cannot."""

import pytest
from structlog.testing import capture_logs

from exercises import warming
from grading.sandbox import Sandbox, SandboxUnavailable


def test_a_worker_states_its_tier_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    with Sandbox(preload=("grading.sandbox.warm.selftest",)) as sandbox, capture_logs() as logged:
        monkeypatch.setattr(warming, "get_sandbox", lambda: sandbox)
        warming.warm_up(programs=True)
        told = (sandbox.control_group, str(sandbox.tier))
    assert [(line["event"], line["control_group"], line["tier"]) for line in logged] == [("sandbox", *told)]


def test_a_worker_below_the_minimum_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    with Sandbox(preload=(), walls=frozenset(), minimum="filtered") as sandbox, capture_logs() as logged:
        monkeypatch.setattr(warming, "get_sandbox", lambda: sandbox)
        warming.warm_up(programs=True)
        with pytest.raises(SandboxUnavailable):
            sandbox.call("grading.sandbox.warm.selftest:echo", 1)
    assert logged[0]["event"] == "no sandbox" and "reaches only bare" in logged[0]["missing"]
