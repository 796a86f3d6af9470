"""Pictures from a learner's process: only plain PNG files of modest size are shown, and nothing but their pixels."""

import struct
import zlib
from typing import Any

import pytest

from grading.sandbox.worker.png import SIGNATURE, NotAPicture, plain

LIMITS: dict[str, int] = {"most_bytes": 5000, "widest": 40, "highest": 30}


def chunk(name: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def head(
    width: int = 4, height: int = 3, depth: int = 8, colour: int = 0, ways: tuple[int, int, int] = (0, 0, 0)
) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, *ways))


def pixels(rows: bytes) -> bytes:
    return chunk(b"IDAT", zlib.compress(rows))


PIXELS = pixels(b"\0\1\2\3\4" * 3)
END = chunk(b"IEND")
GOOD = SIGNATURE + head() + PIXELS + END


def test_a_picture_passes_unchanged_with_its_size() -> None:
    assert plain(GOOD, **LIMITS) == (GOOD, 4, 3)


@pytest.mark.parametrize("name", [b"tEXt", b"iCCP", b"eXIf", b"zzZz"])
def test_what_is_no_pixel_is_left_out(name: bytes) -> None:
    carrying = SIGNATURE + head() + chunk(name, b"<script>") + PIXELS + END
    assert plain(carrying, **LIMITS)[0] == GOOD


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<svg onload=alert(1)>", id="another format"),
        pytest.param(SIGNATURE, id="signature alone"),
        pytest.param(GOOD[:-4], id="cut off"),
        pytest.param(GOOD + b"<html>", id="something behind"),
        pytest.param(SIGNATURE + head() + END, id="no pixels"),
        pytest.param(SIGNATURE + PIXELS + END, id="no head"),
        pytest.param(SIGNATURE + PIXELS + head() + END, id="head behind"),
        pytest.param(SIGNATURE + head() + head(400) + PIXELS + END, id="two heads"),
        pytest.param(SIGNATURE + head(41) + PIXELS + END, id="too wide"),
        pytest.param(SIGNATURE + head(4, 31) + PIXELS + END, id="too high"),
        pytest.param(SIGNATURE + head(0) + PIXELS + END, id="no width"),
        pytest.param(SIGNATURE + head() + chunk(b"IDAT", bytes(6000)) + END, id="too many bytes"),
        pytest.param(SIGNATURE + head()[:-1] + b"?" + PIXELS + END, id="wrong check sum"),
        pytest.param(SIGNATURE + head() + b"\xff\xff\xff\xffIDAT" + bytes(20), id="impossible length"),
        pytest.param(SIGNATURE + chunk(b"IHDR", b"1234") + PIXELS + END, id="short head"),
        pytest.param(SIGNATURE + head() + PIXELS + chunk(b"IEND", b"<script>"), id="text in the end"),
        pytest.param(SIGNATURE + head() + chunk(b"PLTE", bytes(771)) + PIXELS + END, id="too many colours"),
        pytest.param(SIGNATURE + head() + chunk(b"tRNS", bytes(257)) + PIXELS + END, id="too many opacities"),
        pytest.param(SIGNATURE + head() + chunk(b"IDAT", b"<html>") + END, id="pixels that are none"),
        pytest.param(SIGNATURE + head() + pixels(b"\0" * 14) + END, id="too few pixels"),
        pytest.param(SIGNATURE + head() + pixels(bytes(10**6)) + END, id="a bomb of pixels"),
        pytest.param(SIGNATURE + head() + PIXELS + chunk(b"IDAT", b"<html>") + END, id="something behind the pixels"),
        pytest.param(SIGNATURE + head(depth=16) + PIXELS + END, id="another depth"),
        pytest.param(SIGNATURE + head(colour=5) + PIXELS + END, id="no type of colour"),
        pytest.param(SIGNATURE + head(ways=(0, 0, 1)) + PIXELS + END, id="interlaced"),
    ],
)
def test_anything_else_is_refused(data: Any) -> None:
    with pytest.raises(NotAPicture):
        plain(data, **LIMITS)
