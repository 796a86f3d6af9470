"""The filter program, run by a small filter machine for each processor: what is listed passes, nothing else does."""

import ctypes
import ctypes.util
import errno
import os
import re
import struct
from pathlib import Path

import pytest

from grading.sandbox.walls import seccomp
from grading.sandbox.walls.seccomp import ALLOWED, ALLOWED_WITHOUT, ARCHITECTURES, FCNTL, FCNTL_COMMANDS, UNKNOWN

MACHINES = list(ARCHITECTURES)
ALLOW, KILL = 0x7FFF0000, 0x80000000
DENY, NO_SUCH_CALL = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
# A call of x86_64 in its x32 form; 32-bit processors of the same families.
X32 = 0x40000000
OTHERS = {"i386": 0x40000003, "arm": 0x40000028, "riscv64": 0xC00000F3, "big-endian aarch64": 0x800000B7, "none": 0}
# All that the two machines number: beyond them nothing is defined yet.
MOST = 1024
FULL = 2**64 - 1


def decided(machine: str, number: int, *arguments: int, architecture: int | None = None) -> int:
    """What the program returns for a call. Source of the machine: the kernel's Documentation/networking/filter.rst."""
    told = ARCHITECTURES[machine] if architecture is None else architecture
    words = (list(arguments) + [0] * 6)[:6]
    data = struct.pack("<IIQ6Q", number, told, 0x7F0000001000, *words)
    lines = [*struct.iter_unpack("<HBBI", seccomp.program(machine))]
    loaded, at = 0, 0
    while True:
        code, yes, no, operand = lines[at]
        at += 1
        match code:
            case 0x20:
                assert operand % 4 == 0
                (loaded,) = struct.unpack_from("<I", data, operand)
            case 0x15:
                at += yes if loaded == operand else no
            case 0x35:
                at += yes if loaded >= operand else no
            case 0x45:
                at += yes if loaded & operand else no
            case 0x06:
                return int(operand)
            case _:
                raise AssertionError(f"an instruction that the program has no use for: {code:#x}")


def listed(machine: str) -> set[int]:
    """Numbers that the filter knows at all."""
    column = MACHINES.index(machine)
    some = [*ALLOWED.values(), *(each[:2] for each in ALLOWED_WITHOUT.values()), FCNTL, *UNKNOWN.values()]
    return {numbers[column] for numbers in some if numbers[column] is not None}


@pytest.mark.parametrize("machine", MACHINES)
def test_each_call_of_the_list_passes_whatever_its_arguments(machine: str) -> None:
    numbers = [each[MACHINES.index(machine)] for each in ALLOWED.values()]
    for number in filter(lambda number: number is not None, numbers):
        assert decided(machine, number) == decided(machine, number, *[FULL] * 6) == ALLOW


@pytest.mark.parametrize("machine", MACHINES)
def test_every_other_call_is_denied(machine: str) -> None:
    others = set(range(MOST)) - listed(machine)
    assert len(others) > 900
    for number in others | {MOST, 2**31, 2**32 - 1}:
        assert decided(machine, number) == decided(machine, number, *[FULL] * 6) == DENY


@pytest.mark.parametrize("machine", MACHINES)
def test_calls_that_libc_tries_first_are_unknown(machine: str) -> None:
    column = MACHINES.index(machine)
    assert {decided(machine, numbers[column]) for numbers in UNKNOWN.values()} == {NO_SUCH_CALL}


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("machine", MACHINES)
def test_a_call_of_another_architecture_kills(machine: str, name: str) -> None:
    for number in range(MOST):
        assert decided(machine, number, architecture=OTHERS[name]) == KILL
    other = next(each for each in MACHINES if each != machine)
    assert decided(machine, 0, architecture=ARCHITECTURES[other]) == KILL


def test_calls_in_the_x32_form_are_denied() -> None:
    assert {decided("x86_64", X32 | number) for number in range(MOST)} == {DENY}


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(
    ("flags", "verdict"),
    [
        (os.O_RDONLY, ALLOW),
        (os.O_RDONLY | os.O_CLOEXEC, ALLOW),
        (os.O_PATH | os.O_DIRECTORY, ALLOW),
        (os.O_WRONLY, DENY),
        (os.O_RDWR, DENY),
        (os.O_RDONLY | os.O_CREAT, DENY),
        (os.O_RDONLY | os.O_TRUNC, DENY),
        (os.O_RDONLY | os.O_APPEND, DENY),
        (0o20000000, DENY),
        (os.O_RDWR | os.O_CLOEXEC | 2**32, DENY),
    ],
)
def test_files_are_opened_for_reading_only(machine: str, flags: int, verdict: int) -> None:
    for name in ("open", "openat"):
        intel, arm, argument, _bits = ALLOWED_WITHOUT[name]
        number = (intel, arm)[MACHINES.index(machine)]
        if number is not None:
            arguments = [FULL] * 6
            arguments[argument] = flags
            assert decided(machine, number, *arguments) == verdict


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("new", [0, 1, 2**31, 2**32, 2**63, FULL])
def test_limits_are_read_and_never_set(machine: str, new: int) -> None:
    number = ALLOWED_WITHOUT["prlimit64"][MACHINES.index(machine)]
    assert decided(machine, number, 0, 9, new, FULL) == (DENY if new else ALLOW)


@pytest.mark.parametrize("machine", MACHINES)
def test_descriptors_are_duplicated_and_looked_at_and_nothing_else(machine: str) -> None:
    number = FCNTL[MACHINES.index(machine)]
    passed = {command for command in range(2048) if decided(machine, number, 3, command, FULL) == ALLOW}
    assert passed == set(FCNTL_COMMANDS)
    assert decided(machine, number, 3, 2**32 - 1) == DENY


# --- Are the numbers right? -------------------------------------------------------------------------------------------

HEADERS = {
    "x86_64": ("/usr/include/x86_64-linux-gnu/asm/unistd_64.h", "/usr/include/asm/unistd_64.h"),
    "aarch64": ("/usr/include/asm-generic/unistd.h",),
}
# The header of all newer processors names these by their 64-bit sense.
SHARED = {"lseek": "lseek", "mmap": "mmap", "newfstatat": "fstatat", "fcntl": "fcntl", "fstat": "fstat"}


def numbers_of(machine: str) -> dict[str, int | None]:
    column = MACHINES.index(machine)
    some = {**ALLOWED, **{name: each[:2] for name, each in ALLOWED_WITHOUT.items()}, "fcntl": FCNTL, **UNKNOWN}
    return {name: numbers[column] for name, numbers in some.items()}


@pytest.mark.parametrize("machine", MACHINES)
def test_the_kernels_own_header_has_the_same_numbers(machine: str) -> None:
    header = next((Path(path) for path in HEADERS[machine] if Path(path).exists()), None)
    if header is None:
        pytest.skip("the kernel's headers are not installed")
    prefix = r"__NR3264_|__NR_" if machine == "aarch64" else "__NR_"
    said = {
        name: int(number) for name, number in re.findall(rf"#define (?:{prefix})(\w+)\s+(\d+)\b", header.read_text())
    }
    for name, number in numbers_of(machine).items():
        other = SHARED.get(name, name) if machine == "aarch64" else name
        assert said.get(other) == number, name


@pytest.mark.parametrize(("machine", "token"), [("x86_64", 0xC000003E), ("aarch64", 0xC00000B7)])
def test_libseccomp_has_the_same_numbers(machine: str, token: int) -> None:
    found = ctypes.util.find_library("seccomp")
    if found is None:
        pytest.skip("libseccomp is not installed")
    resolve = ctypes.CDLL(found).seccomp_syscall_resolve_name_arch
    for name, number in numbers_of(machine).items():
        resolved = resolve(ctypes.c_uint32(token), name.encode())
        # Of a call that a machine has not, the library gives a number below zero.
        assert (resolved if resolved >= 0 else None) == number, name
