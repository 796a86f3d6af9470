"""Each program meets each tier, as root and as a user. The two ways to build the strongest tier share the programs."""

import zlib

import pytest

from grading.sandbox import tiers
from tests.hostile.worlds import World, worlds

BUILDERS = {world.builder for world in worlds() if world.tier == "fortress"}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    spared = [item for item in items if is_for_the_other_builder(getattr(item, "callspec", None))]
    if spared:
        config.hook.pytest_deselected(items=spared)
        items[:] = [item for item in items if item not in set(spared)]


def is_for_the_other_builder(call: object) -> bool:
    params = getattr(call, "params", {})
    world, name = params.get("world"), params.get("name")
    if not isinstance(world, World) or world.tier != "fortress" or len(BUILDERS) < 2 or not isinstance(name, str):
        return False
    return (world.builder == tiers.BUBBLEWRAP) != bool(zlib.crc32(name.encode()) % 2)
