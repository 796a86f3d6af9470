"""Writing on the channel of results: frames that the judge did not ask for."""

from tests.hostile.program import HONEST, LEFT, Program, inside

# Finds the line to the worker, as any program can.
FIND = (
    "import gc, os\nfrom grading.sandbox.channel import Channel\nfrom grading.sandbox.protocol import encode\n"
    "def line():\n    return next(o for o in gc.get_objects() if type(o) is Channel)\n"
)
RETURNED = "{'what': 'returned', 'value': 7.0, 'arguments': [], 'shared': [], 'lines': 0, 'printed': ''}"


def loading(frame: str, outcome: str, reason: str, then: str = "while True: pass") -> Program:
    """Send a frame while the file loads, then do something else."""
    return Program(f"{FIND}line().send_body({frame})\n{then}\n{HONEST}", outcome, reason)


def answering(frame: str, reason: str = "protocol", exercise: str = "double") -> Program:
    """Send a frame instead of a result, then end."""
    return Program(
        f"{FIND}def double(x):\n    line().send_body({frame})\n    os._exit(0)\n", "incorrect", reason, exercise
    )


PROGRAMS: dict[str, Program] = {
    "writes junk": inside(
        "for d in range(3, 64):\n    try: os.write(d, b'\\x03\\0\\0\\0abc')\n    except OSError: pass",
        "incorrect",
        "protocol",
    ),
    "announces a huge frame": inside(
        "for d in range(3, 64):\n    try: os.write(d, b'\\xff' * 4)\n    except OSError: pass", "incorrect", "output"
    ),
    "announces a frame that never comes": inside(
        "for d in range(3, 64):\n    try: os.write(d, b'\\xff\\0\\0\\0')\n    except OSError: pass\nwhile True: pass",
        "incorrect",
        "time",
    ),
    "floods the channel": inside(
        "for d in range(3, 64):\n    try:\n        while True: os.write(d, b'\\x01\\0\\0\\0N' * 10**5)\n"
        "    except OSError: pass",
        "incorrect",
        "protocol",
    ),
    "closes the channel": inside("os.closerange(0, 64)", "incorrect", "killed"),
    "puts a file on the channel": inside(
        "f = os.open(np.__file__, 0)\nfor d in range(3, 9): os.close(d)\nfor d in range(3, 9): os.dup(0)",
        "incorrect",
        "killed",
    ),
    "says it loaded and stops": loading("encode({'what': 'loaded', 'printed': ''})", "incorrect", "time"),
    "says it loaded and leaves": loading("encode({'what': 'loaded'})", "incorrect", "killed", "os._exit(0)"),
    "says it loaded twice": loading("encode({'what': 'loaded'})", "incorrect", "protocol", ""),
    "answers before it is asked": loading(f"encode({RETURNED})", "incorrect", "unreadable result", ""),
    "has the verdict sent": answering("encode({'what': 'report', 'tests': [], 'misconceptions': []})"),
    "has itself passed": answering("encode({'what': 'tests', 'tests': [{'passed': True}]})"),
    "reports a fault of the author": answering("encode({'what': 'fault', 'detail': 'broken'})"),
    "signals the end": answering("encode({'what': 'ready', 'calls': []})"),
    "loses itself": answering("encode({'what': 'lost', 'reason': 'time'})"),
    "claims a syntax error late": answering(
        "encode({'what': 'syntax', 'message': 'x', 'line': 'x', 'column': 0, 'end': 0})"
    ),
    "sends a syntax error far away": loading(
        "encode({'what': 'syntax', 'message': 'x', 'line': 10**600, 'column': 0, 'end': 0})",
        "incorrect",
        "unreadable result",
    ),
    "sends a long signature": loading(
        "encode({'what': 'signature', 'function': '<x' * 8000000, 'takes': 1, 'line': 1})",
        "incorrect",
        "unreadable result",
    ),
    "sends a long name": loading(
        "encode({'what': 'forbidden', 'name': 'x' * 10**7, 'line': 1})", "incorrect", "unreadable result"
    ),
    "sends a long message": answering(
        "encode({'what': 'raised', 'type': 'E', 'message': 'x' * 10**7, 'file': '', 'line': 0, 'bases': []})"
    ),
    "sends a long type": answering("encode({'what': 'unsendable', 'type': 'x' * 10**7})"),
    "sends many fields": answering(
        "encode({'what': 'unsendable', 'type': 'x', **{str(i): 'x' * 90 for i in range(10**5)}})"
    ),
    "sends a large number": answering(
        "encode({'what': 'raised', 'type': 'E', 'message': '', 'file': '', 'line': 10**1000, 'bases': []})"
    ),
    "sends text for a number": answering(
        "encode({'what': 'raised', 'type': 'E', 'message': '', 'file': '', 'line': '<b>', 'bases': []})"
    ),
    "prints by a long frame": answering(f"encode({RETURNED.replace(chr(39) * 2, repr('x') + ' * 10**6')})"),
    "calls back what is not lent": answering("encode({'what': 'callback', 'number': 0, 'args': ()})"),
    "sends a callable": answering("b'f' + bytes(8) + b'\\1\\0\\0\\0x'"),
    "sends an empty array that is too large": answering(
        "b'a' + bytes((11, 0, 5)) + (2**24).to_bytes(8, 'little') * 4 + bytes(8)", "output"
    ),
    "sends an unknown frame": answering("encode({'what': 'x'})"),
    "sends no table": answering("encode([1, 2])"),
    "names no frame": answering("encode({1: 2})"),
    "sends an empty frame": answering("b''"),
    "sends half a frame": answering("encode([1, 2])[:-1]"),
    "answers every call with seven": answering(f"encode({RETURNED})", "wrong shape"),
    "answers for the next": Program(
        f"{FIND}def double(x):\n    for _ in range(9): line().send_body(encode({RETURNED}))\n    return 2 * x\n",
        "incorrect",
        "wrong shape",
    ),
    # All calls have been read by then.
    "leaves a frame behind": Program(
        f"{FIND}def double(x):\n    line()._ahead += encode({RETURNED}) * 3\n    return 2 * x\n", "correct"
    ),
    "leaves a file on the way": answering(f"open('{LEFT}', 'w')", "raised"),
}
