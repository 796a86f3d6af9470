"""The kernel's other doors."""

from tests.hostile.program import Program, inside, refused

LIBC = "libc = ctypes.CDLL(None)\n"


def called(expression: str) -> Program:
    """A call of libc that must not succeed."""
    return refused(LIBC + f"assert libc.{expression} >= 0")


# Machine code of x86_64: exit by the 32-bit gate; the x32 form of getpid.
GATE = "b814000000cd80c3"
X32 = "b8270000400f05c3"
RUN = """import mmap
m = mmap.mmap(-1, 4096, prot=7)
m.write(bytes.fromhex('{code}'))
call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(m)))
"""
PROGRAMS: dict[str, Program] = {
    "traces": called("ptrace(16, 1, 0, 0)"),
    "lets itself be traced": called("ptrace(0, 0, 0, 0)"),
    "makes a user namespace": called("unshare(0x10000000)"),
    "makes a mount namespace": called("unshare(0x00020000)"),
    "joins a namespace": called("setns(0, 0)"),
    "mounts proc": called("mount(b'proc', b'/tmp', b'proc', 0, None)"),
    "makes its root writable": called("mount(b'none', b'/', None, 32 | 4096, None)"),
    "unmounts": called("umount2(b'/tmp', 2)"),
    "opens a tree": called("syscall(428, -100, b'/', 1)"),
    "executes a file in memory": refused("os.memfd_create('x')"),
    "makes secret memory": called("syscall(447, 0)"),
    "makes an io_uring": called("syscall(425, 8, ctypes.create_string_buffer(200))"),
    "loads a kernel program": called("syscall(321, 0, ctypes.create_string_buffer(72), 72)"),
    "opens performance counters": called("syscall(298, ctypes.create_string_buffer(128), 0, -1, -1, 0)"),
    "handles page faults": called("syscall(323, 1)"),
    "uses the keyring": called("syscall(250, 0, -3, 1)"),
    "loads a kernel module": called("syscall(313, 0, b'', 0)"),
    "restarts the machine": called("reboot(0)"),
    "sets the clock": called("clock_settime(0, ctypes.create_string_buffer(16))"),
    "sets the host's name": called("sethostname(b'x', 1)"),
    "swaps": called("swapon(b'/tmp/x', 0)"),
    "loads a filter of its own": called("prctl(22, 1, 0, 0, 0)"),
    "gains capabilities": called("prctl(47, 2, 21, 0, 0)"),
    "becomes dumpable": called("prctl(4, 1, 0, 0, 0)"),
    "becomes root": refused("os.setuid(0); os.setgid(0)"),
    "changes its groups": refused("os.setgroups([0])"),
    "raises its processor time": refused("import resource; resource.setrlimit(resource.RLIMIT_CPU, (900, 900))"),
    "raises its memory": refused("import resource; resource.setrlimit(resource.RLIMIT_AS, (-1, -1))"),
    "raises another's limits": refused("import resource; resource.prlimit(os.getppid(), resource.RLIMIT_AS, (-1, -1))"),
    "locks memory": called("mlockall(3)"),
    "shares memory by name": refused(
        "from multiprocessing import shared_memory; shared_memory.SharedMemory(create=True, size=64)"
    ),
    "shares memory by key": called("shmget(0x31, 4096, 0o1666)"),
    "leaves a queue": called("msgget(0x31, 0o1666)"),
    "leaves a semaphore": called("semget(0x31, 1, 0o1666)"),
    "leaves a named semaphore": refused("import multiprocessing; multiprocessing.Semaphore()"),
    "makes a pipe": refused("os.pipe()"),
    "counts events": refused("os.eventfd(0)"),
    "controls a device": refused("import fcntl; fcntl.ioctl(0, 0x5413, bytes(8))"),
    "locks a file": refused("import fcntl, numpy; fcntl.flock(open(numpy.__file__), 2)"),
    "calls the 32-bit gate": inside(RUN.format(code=GATE) + "call()", "incorrect", "killed"),
    "calls in the x32 form": inside(RUN.format(code=X32) + "if call() > 0: print('ESCAPED')", "correct"),
}
