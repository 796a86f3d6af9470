"""Mutated frames for the decoder of the trusted side: `python -m tests.hostile.fuzz 100000 [--seed 1]`.

Whatever the bytes are, it raises nothing but its own error, and takes no more memory than the frame's size allows.
"""

import argparse
import random
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass

from grading.sandbox.protocol import Caps, ProtocolError, decode, encode
from tests.grading.sandbox.test_protocol import ARRAYS, VALUES

CAPS = Caps(size=100_000)
# A value of one byte becomes an object of Python: a list, a table, an array of one entry.
BYTES_FOR_A_BYTE = 250
BYTES_FOR_A_FRAME = 20_000
# Where lengths and counts stand, their extremes reach further than chance does.
EXTREMES = (b"\0" * 4, b"\xff" * 4, b"\xff\xff\xff\x7f", b"\0\0\0\x01", b"\0\0\0\x80")
TAGS = b"NTFidcsbltSmaAf"


@dataclass
class Found:
    """accepted: frames that were values; refused: with the decoder's own error; worst: bytes beyond a frame's due."""

    accepted: int = 0
    refused: int = 0
    worst: int = 0


def mutated(rng: random.Random, count: int) -> Iterator[bytes]:
    """Frames that were right before some of their bytes were changed, cut, doubled, or put together with others."""
    seeds = [encode(value) for value in (*VALUES, *ARRAYS, {"what": "returned", "value": [*VALUES, *ARRAYS]})]
    for _ in range(count):
        body = bytearray(rng.choice(seeds))
        for _ in range(rng.randint(1, 4)):
            change(rng, body, rng.choice(seeds))
        yield bytes(body[: rng.randint(1, len(body))] if body and rng.random() < 0.2 else body)


def change(rng: random.Random, body: bytearray, other: bytes) -> None:
    at = rng.randrange(len(body) + 1)
    match rng.randrange(6):
        case 0:
            body[at : at + 1] = bytes([rng.randrange(256)])
        case 1:
            body[at : at + 4] = rng.choice(EXTREMES)
        case 2:
            body[at:at] = body[at : at + rng.randint(1, 200)] * rng.randint(1, 20)
        case 3:
            body[at:at] = other
        case 4:
            body[at : at + 1] = bytes([rng.choice(TAGS)])
        case 5:
            body[at:at] = b"l" + bytes([rng.randrange(256), 0, 0, 0])


def run(count: int, seed: int) -> Found:
    """Decode so many mutated frames. Raises what the decoder must not raise, and AssertionError for too much memory."""
    found = Found()
    tracemalloc.start()
    for body in mutated(random.Random(seed), count):
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        try:
            decode(body, CAPS)
            found.accepted += 1
        except ProtocolError:
            found.refused += 1
        taken = tracemalloc.get_traced_memory()[1] - before
        found.worst = max(found.worst, taken - BYTES_FOR_A_BYTE * len(body))
        assert found.worst <= BYTES_FOR_A_FRAME, f"{taken} bytes for a frame of {len(body)}: {body[:200]!r}"
    tracemalloc.stop()
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    print(run(options.count, options.seed))


if __name__ == "__main__":
    main()
