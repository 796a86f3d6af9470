"""Pictures from foreign code, read as if an enemy had made them: only plain PNG files of modest size pass."""

import struct
import zlib
from typing import Final

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
# What a picture needs. Texts, colour profiles and whatever else a file may carry along are left out.
KEPT: Final = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
_HEAD: Final = struct.Struct(">I4s")
_SIZE: Final = struct.Struct(">II")


class NotAPicture(ValueError):
    """The bytes are no PNG file that we show."""


def plain(data: bytes, *, most_bytes: int, widest: int, highest: int) -> tuple[bytes, int, int]:
    """The same picture with nothing but its pixels in it, its width and its height. Raises NotAPicture."""
    if len(data) > most_bytes or not data.startswith(SIGNATURE):
        raise NotAPicture("no PNG file, or too large")
    parts, names, at = [SIGNATURE], [], len(SIGNATURE)
    while at < len(data):
        name, whole = _chunk(data, at)
        at += len(whole)
        names.append(name)
        parts += [whole] if name in KEPT else []
        if name == b"IEND":
            break
    if at != len(data) or names[:1] != [b"IHDR"] or names[-1] != b"IEND" or b"IDAT" not in names:
        raise NotAPicture("chunks that are missing, or too many")
    if names.count(b"IHDR") != 1:
        raise NotAPicture("two heads")
    width, height = _SIZE.unpack_from(parts[1], _HEAD.size)
    if not (0 < width <= widest and 0 < height <= highest):
        raise NotAPicture(f"{width} by {height} pixels")
    return b"".join(parts), width, height


def _chunk(data: bytes, at: int) -> tuple[bytes, bytes]:
    """The name and all bytes of the chunk that begins there."""
    if at + _HEAD.size + 4 > len(data):
        raise NotAPicture("it ends early")
    length, name = _HEAD.unpack_from(data, at)
    whole = data[at : at + _HEAD.size + length + 4]
    if len(whole) != _HEAD.size + length + 4 or (name == b"IHDR" and length != 13):
        raise NotAPicture("a chunk of another length")
    if zlib.crc32(whole[4:-4]) != int.from_bytes(whole[-4:]):
        raise NotAPicture("a wrong check sum")
    return name, whole
