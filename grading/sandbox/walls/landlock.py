"""Landlock: files outside the tree stay shut even where the mount wall fails; no socket, no signal to others.

Source: the kernel's Documentation/userspace-api/landlock.rst.
"""

import ctypes
import os
from collections.abc import Sequence
from typing import Final

from grading.sandbox.walls import kernel
from grading.sandbox.walls.tree import DEVICES

WRITE_FILE, READ_FILE, READ_DIR = 2, 4, 8
# Rights on files that each version of the interface knows (bits 0 to n - 1).
FILE_RIGHTS: Final = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
NET_RIGHTS: Final = 0b11
SCOPES: Final = 0b11


def version() -> int:
    """The kernel's Landlock version, 0 without Landlock."""
    try:
        return kernel.call(kernel.LANDLOCK_CREATE, None, 0, 1, name="landlock")
    except OSError:
        return 0


def ruleset(paths: Sequence[str]) -> int:
    """A descriptor of rules: reading below `paths`, writing to /dev/null, nothing else. Raises OSError."""
    abi = version()
    handled = (1 << FILE_RIGHTS[min(abi, 5)]) - 1
    fields = (handled, NET_RIGHTS if abi >= 4 else 0, SCOPES if abi >= 6 else 0)
    size = 8 * (1 if abi < 4 else 2 if abi < 6 else 3)
    attribute = (ctypes.c_uint64 * 3)(*fields)
    rules = kernel.call(kernel.LANDLOCK_CREATE, ctypes.byref(attribute), size, 0, name="landlock_create_ruleset")
    for path in paths:
        if not os.path.islink(path):
            _allow(rules, path, READ_FILE | (READ_DIR if os.path.isdir(path) else 0))
    for device in DEVICES:
        _allow(rules, device, READ_FILE | WRITE_FILE)
    return rules


def restrict(rules: int) -> None:
    """Put this process, and what it forks, under the rules for good."""
    kernel.call(kernel.LANDLOCK_RESTRICT, rules, 0, name="landlock_restrict_self")


def _allow(rules: int, path: str, rights: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    rule = rights.to_bytes(8, "little") + place.to_bytes(4, "little")  # a packed struct of u64 and s32
    kernel.call(kernel.LANDLOCK_ADD, rules, 1, ctypes.c_char_p(rule), 0, name=f"landlock_add_rule {path}")
    os.close(place)
