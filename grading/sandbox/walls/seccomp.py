"""The system calls a child may make: an allow-list as a program for the kernel's filter machine (classic BPF).

Whatever is not listed fails with EPERM; another architecture's calls end the process.
"""

import ctypes
import errno
import os
import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from grading.sandbox.walls import kernel

ARCHITECTURES: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

# name: (number on x86_64, number on aarch64); aarch64 has no old forms of some.
ALLOWED: Final[Mapping[str, tuple[int, int | None]]] = {
    "read": (0, 63),
    "write": (1, 64),
    "mmap": (9, 222),
    "munmap": (11, 215),
    "brk": (12, 214),
    "mprotect": (10, 226),
    "madvise": (28, 233),
    "mremap": (25, 216),
    "futex": (202, 98),
    "poll": (7, None),
    "ppoll": (271, 73),
    "select": (23, None),
    "pselect6": (270, 72),
    "close": (3, 57),
    "fstat": (5, 80),
    "newfstatat": (262, 79),
    "stat": (4, None),
    "lstat": (6, None),
    "statx": (332, 291),
    "lseek": (8, 62),
    "pread64": (17, 67),
    "readv": (19, 65),
    "writev": (20, 66),
    "getdents64": (217, 61),
    "readlink": (89, None),
    "readlinkat": (267, 78),
    "access": (21, None),
    "faccessat": (269, 48),
    "faccessat2": (439, 439),
    "getcwd": (79, 17),
    "dup": (32, 23),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132),
    "restart_syscall": (219, 128),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115),
    "nanosleep": (35, 101),
    "gettimeofday": (96, 169),
    "time": (201, None),
    "times": (100, 153),
    "getrusage": (98, 165),
    "getrandom": (318, 278),
    "getpid": (39, 172),
    "gettid": (186, 178),
    "getppid": (110, 173),
    "getuid": (102, 174),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getegid": (108, 177),
    "uname": (63, 160),
    "sysinfo": (99, 179),
    "getrlimit": (97, 163),
    "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123),
    "membarrier": (324, 283),
    "exit": (60, 93),
    "exit_group": (231, 94),
}
# Calls that are allowed by one of their arguments: (numbers, argument, bits that must all be 0).
WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND | 0o20000000
ALLOWED_WITHOUT: Final[Mapping[str, tuple[int, int | None, int, int]]] = {
    "open": (2, None, 1, WRITING),
    "openat": (257, 56, 2, WRITING),
    "prlimit64": (302, 261, 2, 0xFFFFFFFF),
}
FCNTL: Final = (72, 25)
FCNTL_COMMANDS: Final = (0, 1, 2, 3, 1030)  # duplicate, get and set close-on-exec, get flags
# glibc tries the newer call first and goes on to the older one only after ENOSYS.
UNKNOWN: Final = {"clone3": (435, 435), "openat2": (437, 437)}

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, ERROR, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
_DENY: Final = (_RETURN, 0, 0, ERROR | errno.EPERM)
Instruction = tuple[int, int, int, int]


def program(machine: str) -> bytes:
    """The filter for a machine: instructions of 8 bytes (code, jump if true, jump if false, operand)."""
    lines: list[Instruction] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, ARCHITECTURES[machine]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
    ]
    lines += _search(sorted(_cases(0 if machine == "x86_64" else 1)))
    return b"".join(struct.pack("<HBBI", *line) for line in lines)


def _cases(column: int) -> Iterator[tuple[int, list[Instruction]]]:
    """Each call's number on a machine, and what becomes of the call; every other one is denied."""
    allow, unknown = (_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, ERROR | errno.ENOSYS)
    decided: dict[tuple[int | None, ...], list[Instruction]] = {numbers: [allow] for numbers in ALLOWED.values()}
    for intel, arm, argument, bits in ALLOWED_WITHOUT.values():
        decided[intel, arm] = _without(argument, bits)
    decided[FCNTL] = _one_of(1, FCNTL_COMMANDS)
    decided |= {numbers: [unknown] for numbers in UNKNOWN.values()}
    for numbers, then in decided.items():
        number = numbers[column]
        if number is not None:
            yield number, then


def _search(cases: Sequence[tuple[int, list[Instruction]]]) -> list[Instruction]:
    """Halve the numbers until one is left: the kernel tries the program on every call when it is installed."""
    if len(cases) == 1:
        number, then = cases[0]
        return [(_EQUAL, 0, len(then), number), *then, _DENY]
    half = len(cases) // 2
    low, high = _search(cases[:half]), _search(cases[half:])
    return [(_AT_LEAST, len(low), 0, cases[half][0]), *low, *high]


def install(lines: bytes) -> None:
    """Put this process under the filter for good; needs no_new_privs. Raises OSError."""
    buffer = ctypes.create_string_buffer(lines, len(lines))
    header = struct.pack("<HxxxxxxQ", len(lines) // 8, ctypes.addressof(buffer))
    kernel.named("seccomp", 1, 0, ctypes.c_char_p(header))


def _without(argument: int, bits: int) -> list[Instruction]:
    """Allow when both halves of an argument have none of the bits; a pointer must be null."""
    low = _ARGUMENTS + 8 * argument
    whole = bits == 0xFFFFFFFF
    high = [(_LOAD, 0, 0, low + 4), (_ANY_BIT, 2, 0, bits)] if whole else []
    return [*high, (_LOAD, 0, 0, low), (_ANY_BIT, 0, 1, bits), _DENY, (_RETURN, 0, 0, _ALLOW)]


def _one_of(argument: int, values: tuple[int, ...]) -> list[Instruction]:
    lines: list[Instruction] = [(_LOAD, 0, 0, _ARGUMENTS + 8 * argument)]
    for index, value in enumerate(values):
        lines.append((_EQUAL, len(values) - index, 0, value))
    return [*lines, _DENY, (_RETURN, 0, 0, _ALLOW)]
