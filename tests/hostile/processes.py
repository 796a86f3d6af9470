"""Other processes and threads: making them, signalling them."""

from tests.hostile.program import Program, inside, refused

LIBC = "libc = ctypes.CDLL(None)\n"
PROGRAMS: dict[str, Program] = {
    "forks": refused("os.fork()"),
    "bombs with forks": refused("while True: os.fork()"),
    "forks by vfork": refused(LIBC + "assert libc.syscall(58) >= 0"),
    "forks by clone": refused(LIBC + "assert libc.syscall(56, 17, 0, 0, 0, 0) >= 0"),
    "forks by clone3": refused(LIBC + "assert libc.syscall(435, ctypes.create_string_buffer(88), 88) >= 0"),
    "spawns a shell": refused("import subprocess; subprocess.run(['/bin/sh', '-c', 'true'], check=True)"),
    "becomes another program": refused("os.execv(sys.executable, ['python', '-c', 'print(1)'])"),
    "calls system()": refused(LIBC + "assert libc.system(b'true') == 0"),
    "makes a pool": refused("import multiprocessing; multiprocessing.Pool(1)"),
    "bombs with threads": refused(
        "import threading\nwhile True: threading.Thread(target=lambda: list(iter(int, 1))).start()"
    ),
    "makes a session": refused("os.setsid()"),
    "kills its parent": refused("os.kill(os.getppid(), 9)"),
    "kills everything": refused("os.kill(-1, 9)"),
    "kills the first process": refused("os.kill(1, 9)"),
    "kills its group": refused("os.killpg(0, 9)"),
    "stops its parent": refused("os.kill(os.getppid(), 19)"),
    "queues a signal": refused(LIBC + "assert libc.sigqueue(os.getppid(), 9, 0) == 0"),
    "signals by tgkill": refused(LIBC + "assert libc.syscall(234, os.getppid(), os.getppid(), 9) == 0"),
    "signals by a descriptor": refused("import signal; signal.pidfd_send_signal(os.pidfd_open(os.getppid()), 9)"),
    "has a signal sent at the end of its parent": refused(LIBC + "assert libc.prctl(1, 0, 0, 0, 0) == 0"),
    "sets an alarm": refused("import signal\nsignal.alarm(99)\nassert 0 < signal.alarm(0) < 100"),
    "sets a timer": refused("import signal; signal.setitimer(signal.ITIMER_REAL, 0.01)"),
    "raises its priority": refused("os.nice(-5)"),
    "ignores signals and loops": inside(
        "for s in range(1, 65):\n    try: signal.signal(s, signal.SIG_IGN)\n    except Exception: pass\n"
        "while True: pass",
        "incorrect",
        "time",
    ),
    "blocks signals and loops": inside(
        "signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\nwhile True: pass", "incorrect", "time"
    ),
}
