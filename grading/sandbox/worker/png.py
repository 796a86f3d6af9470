"""Pictures from foreign code, read as if an enemy had made them: only plain PNG files of modest size pass.

Source: https://www.w3.org/TR/png/, sections 7 (scan lines) and 11 (chunks).
"""

import struct
import zlib
from typing import Final

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
# What a picture needs. Texts, colour profiles and whatever else a file may carry along are left out.
KEPT: Final = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
_HEAD: Final = struct.Struct(">I4s")
_FORM: Final = struct.Struct(">IIBBBBB")
# Numbers a pixel, for each type of colour; with 8 bits a number and whole rows, as Matplotlib writes.
_CHANNELS: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_LONGEST: Final = {b"IHDR": 13, b"PLTE": 768, b"tRNS": 256, b"IEND": 0}


class NotAPicture(ValueError):
    """The bytes are no PNG file that we show."""


def plain(data: bytes, *, most_bytes: int, widest: int, highest: int) -> tuple[bytes, int, int]:
    """The same picture with nothing but its pixels in it, its width and its height. Raises NotAPicture."""
    if len(data) > most_bytes or not data.startswith(SIGNATURE):
        raise NotAPicture("no PNG file, or too large")
    parts, names, rows, at = [SIGNATURE], [], [], len(SIGNATURE)
    while at < len(data):
        name, whole = _chunk(data, at)
        at += len(whole)
        names.append(name)
        parts += [whole] if name in KEPT else []
        rows += [whole[_HEAD.size : -4]] if name == b"IDAT" else []
        if name == b"IEND":
            break
    if at != len(data) or names[:1] != [b"IHDR"] or names[-1] != b"IEND" or b"IDAT" not in names:
        raise NotAPicture("chunks that are missing, or too many")
    if names.count(b"IHDR") != 1:
        raise NotAPicture("two heads")
    width, height, depth, colour, *ways = _FORM.unpack_from(parts[1], _HEAD.size)
    if not (0 < width <= widest and 0 < height <= highest):
        raise NotAPicture(f"{width} by {height} pixels")
    if depth != 8 or colour not in _CHANNELS or any(ways):
        raise NotAPicture("pixels of another form")
    _check_pixels(b"".join(rows), height * (1 + width * _CHANNELS[colour]))
    return b"".join(parts), width, height


def _check_pixels(packed: bytes, size: int) -> None:
    """They are so many bytes, no more are unpacked, and nothing hides behind them."""
    unpacking = zlib.decompressobj()
    try:
        found = len(unpacking.decompress(packed, size + 1))
    except zlib.error as broken:
        raise NotAPicture("pixels that cannot be unpacked") from broken
    if found != size or not unpacking.eof or unpacking.unused_data:
        raise NotAPicture("too few pixels, or too many")


def _chunk(data: bytes, at: int) -> tuple[bytes, bytes]:
    """The name and all bytes of the chunk that begins there."""
    if at + _HEAD.size + 4 > len(data):
        raise NotAPicture("it ends early")
    length, name = _HEAD.unpack_from(data, at)
    whole = data[at : at + _HEAD.size + length + 4]
    if (
        len(whole) != _HEAD.size + length + 4
        or length > _LONGEST.get(name, length)
        or (name == b"IHDR" and length < 13)
    ):
        raise NotAPicture("a chunk of another length")
    if zlib.crc32(whole[4:-4]) != int.from_bytes(whole[-4:]):
        raise NotAPicture("a wrong check sum")
    return name, whole
