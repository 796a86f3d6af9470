"""Plain data on the wire: explicit tags, every length checked. A frame is read as if an enemy had written it."""

import functools
import math
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

# dtype of an array element -> its code on the wire; nothing else crosses (no objects, text, dates, long doubles).
DTYPES: Final = {
    name: code
    for code, name in enumerate(
        (
            "bool",
            "int8",
            "int16",
            "int32",
            "int64",
            "uint8",
            "uint16",
            "uint32",
            "uint64",
            "float16",
            "float32",
            "float64",
            "complex64",
            "complex128",
        )
    )
}
# Numbers lie in frames with the low byte first, whatever the machine.
CODES: Final = {code: np.dtype(name).newbyteorder("<") for name, code in DTYPES.items()}
_CODE_OF: Final = {dtype: code for code, dtype in CODES.items()}
MOST_DIMENSIONS: Final = 8
# How an array lies in memory: functions that treat views wrongly must be able to fail.
ROWS, COLUMNS, GAPS = range(3)
MOST_INTEGER_BYTES: Final = 1024
MOST_KEYS: Final = 4096
# Of those keys that are no text, together. Each may have to be compared with each other, to its end.
MOST_KEY_BYTES: Final = 2**17
# Keys of at most so many characters count as words of ours.
LONGEST_WORD: Final = 30

_SHAPES = [struct.Struct(f"<{dimensions}q") for dimensions in range(MOST_DIMENSIONS + 1)]
_U32 = struct.Struct("<I")
_I64 = struct.Struct("<q")
_F64 = struct.Struct("<d")
_C128 = struct.Struct("<dd")


class ProtocolError(Exception):
    """A frame breaks the rules of the wire."""


class Unsendable(TypeError):
    """A value is not plain data; the text names its type."""


class TooLarge(ProtocolError):
    """A value or frame is over a cap."""


@dataclass(frozen=True)
class Remote:
    """A callable of the other side: `name` is how it is called there, `number` how it is asked for."""

    number: int
    name: str


@dataclass(frozen=True)
class Caps:
    """What one frame may cost the reader. size: bytes; nodes: values in it; depth: of nesting."""

    size: int = 32 * 2**20
    nodes: int = 250_000
    depth: int = 60


USUAL: Final = Caps()


def encode(value: Any, caps: Caps = USUAL, *, remote: Callable[[Any], Remote] | None = None) -> bytes:
    """Plain data as the body of a frame.

    None, bool, int, float, complex, str, bytes, list, tuple, set, dict and numeric arrays; callables only when `remote`
    turns them into numbers. Subclasses are written as their plain base. Raises Unsendable or TooLarge.
    """
    writer = _Writer(caps, remote)
    writer.write(value, 0)
    return bytes(writer.body)


def decode(body: bytes, caps: Caps = USUAL) -> Any:
    """The value in a frame's body; callables come as Remote. Raises ProtocolError, whatever the bytes are."""
    return read_frame(body, caps)[0]


def read_frame(body: bytes, caps: Caps = USUAL) -> tuple[Any, bool]:
    """As decode; also whether there are callables in it."""
    if len(body) > caps.size:
        raise TooLarge(f"a frame of {len(body)} bytes")
    reader = _Reader(bytes(body), caps)
    value = reader.read(0)
    if reader.at != len(body):
        raise ProtocolError("bytes after the value")
    return value, reader.remotes > 0


class _Writer:
    def __init__(self, caps: Caps, remote: Callable[[Any], Remote] | None) -> None:
        self.caps = caps
        self.remote = remote
        self.body = bytearray()
        self.nodes = 0

    def put(self, part: bytes) -> None:
        if len(self.body) + len(part) > self.caps.size:  # before it is copied
            raise TooLarge(f"more than {self.caps.size} bytes")
        self.body += part

    def write(self, value: Any, depth: int) -> None:
        self.nodes += 1
        if self.nodes > self.caps.nodes or depth > self.caps.depth:
            raise TooLarge(f"more than {self.caps.nodes} values or {self.caps.depth} levels")
        write = _EXACT.get(type(value)) or next((write for kind, write in _WRITERS if isinstance(value, kind)), None)
        if write:
            write(self, value, depth)
            return
        if self.remote is None or not (isinstance(value, Remote) or callable(value)):
            raise Unsendable(f"`{type(value).__name__[:80]}`")
        remote = value if isinstance(value, Remote) else self.remote(value)
        name = remote.name.encode("utf-8", "replace")[:200]
        self.put(b"f" + _I64.pack(remote.number) + _U32.pack(len(name)) + name)

    def constant(self, value: bool | None, depth: int) -> None:
        self.put(b"N" if value is None else b"T" if value else b"F")

    def integer(self, value: int, depth: int) -> None:
        value = int(value)
        length = value.bit_length() // 8 + 1
        if length > MOST_INTEGER_BYTES:
            raise TooLarge(f"an integer of {length} bytes")
        self.put(b"i" + _U32.pack(length) + value.to_bytes(length, "little", signed=True))

    def real(self, value: float, depth: int) -> None:
        self.put(b"d" + _F64.pack(float(value)))

    def complex(self, value: complex, depth: int) -> None:
        self.put(b"c" + _C128.pack(value.real, value.imag))

    def text(self, value: str, depth: int) -> None:
        data = str(value).encode("utf-8", "surrogatepass")
        self.put(b"s" + _U32.pack(len(data)))
        self.put(data)

    def raw(self, value: Any, depth: int) -> None:
        data = bytes(value)
        self.put(b"b" + _U32.pack(len(data)))
        self.put(data)

    def items(self, tag: bytes, items: Any, depth: int) -> None:
        taken = list(items)
        self.put(tag + _U32.pack(len(taken)))
        for item in taken:
            self.write(item, depth + 1)

    def list(self, value: Any, depth: int) -> None:
        self.items(b"l", value, depth)

    def tuple(self, value: Any, depth: int) -> None:
        self.items(b"t", value, depth)

    def set(self, value: Any, depth: int) -> None:
        # Sorted by text, so that the same set always makes the same bytes.
        self.items(b"S", sorted(value, key=repr), depth)

    def dict(self, value: Any, depth: int) -> None:
        taken = list(value.items())
        self.put(b"m" + _U32.pack(len(taken)))
        for key, item in taken:
            if type(key) is str and len(key) <= LONGEST_WORD:
                self.nodes += 1
                self.body += _word(key)
            else:
                self.write(key, depth + 1)
            self.write(item, depth + 1)

    def array(self, value: Any, depth: int) -> None:
        array = np.asarray(value)
        code = _CODE_OF.get(array.dtype)
        if code is None:
            code = DTYPES.get(array.dtype.name)
            if code is None:
                raise Unsendable(f"an array of dtype `{array.dtype.name[:80]}`")
            array = array.astype(CODES[code])
        if array.ndim > MOST_DIMENSIONS or array.nbytes > self.caps.size:
            raise TooLarge(f"an array of shape {array.shape}")
        if isinstance(value, np.generic):
            self.put(b"A" + bytes((code,)) + array.tobytes())
            return
        flags = array.flags
        layout = ROWS if flags.c_contiguous else COLUMNS if flags.f_contiguous else GAPS
        self.put(b"a" + bytes((code, layout, array.ndim)) + _SHAPES[array.ndim].pack(*array.shape))
        self.put(array.tobytes(order="F" if layout == COLUMNS else "C"))


def _text(value: str) -> bytes:
    data = value.encode("utf-8", "surrogatepass")
    return b"s" + _U32.pack(len(data)) + data


# The words of our own frames are the same few, again and again.
_word = functools.lru_cache(maxsize=512)(_text)


_WRITERS: Final[tuple[tuple[Any, Callable[[_Writer, Any, int], None]], ...]] = (
    (np.ndarray, _Writer.array),
    (np.generic, _Writer.array),
    ((bool, type(None)), _Writer.constant),
    (int, _Writer.integer),
    (float, _Writer.real),
    (str, _Writer.text),
    (list, _Writer.list),
    (tuple, _Writer.tuple),
    (dict, _Writer.dict),
    (complex, _Writer.complex),
    ((bytes, bytearray), _Writer.raw),
    ((set, frozenset), _Writer.set),
)
_EXACT: Final[dict[type, Callable[[_Writer, Any, int], None]]] = {
    kind: write
    for kinds, write in _WRITERS
    for kind in (kinds if isinstance(kinds, tuple) else (kinds,))
    if kind is not np.generic
}


class _Reader:
    def __init__(self, body: bytes, caps: Caps) -> None:
        self.body = body
        self.caps = caps
        self.at = 0
        self.nodes = 0
        self.keys = 0
        self.key_bytes = 0
        self.remotes = 0

    def skip(self, length: int) -> int:
        """Where the next bytes begin, so many of which are certainly there and now count as read."""
        start = self.at
        self.at = start + length
        if self.at > len(self.body):
            raise ProtocolError("a frame ends early")
        return start

    def take(self, length: int) -> bytes:
        start = self.skip(length)
        return self.body[start : self.at]

    def length(self) -> int:
        return int.from_bytes(self.take(4), "little")

    def read(self, depth: int) -> Any:
        self.nodes += 1
        if self.nodes > self.caps.nodes or depth > self.caps.depth:
            raise TooLarge("too many values or levels")
        tag = self.body[self.skip(1)]
        read = _READERS.get(tag)
        if read is None:
            raise ProtocolError(f"unknown tag {tag!r}")
        return read(self, depth)

    def integer(self, depth: int) -> int:
        length = self.length()
        if length > MOST_INTEGER_BYTES:
            raise TooLarge("an integer")
        return int.from_bytes(self.take(length), "little", signed=True)

    def real(self, depth: int) -> float:
        (value,) = _F64.unpack(self.take(8))
        return float(value)

    def complex(self, depth: int) -> complex:
        return complex(*_C128.unpack(self.take(16)))

    def text(self, depth: int) -> str:
        try:
            return self.take(self.length()).decode("utf-8", "surrogatepass")
        except UnicodeDecodeError as broken:
            raise ProtocolError("text that is not UTF-8") from broken

    def raw(self, depth: int) -> bytes:
        return self.take(self.length())

    def list(self, depth: int) -> list[Any]:
        # A count costs nothing before its items are there: each item takes at least one byte of the frame.
        return [self.read(depth + 1) for _ in range(self.length())]

    def tuple(self, depth: int) -> tuple[Any, ...]:
        return tuple(self.list(depth))

    def set(self, depth: int) -> frozenset[Any]:
        return frozenset(self.key(depth) for _ in range(self.length()))

    def dict(self, depth: int) -> dict[Any, Any]:
        return {self.key(depth): self.read(depth + 1) for _ in range(self.length())}

    def key(self, depth: int) -> Any:
        start = self.at
        key = self.read(depth + 1)
        if type(key) is not str:
            # Numbers can be chosen so that all hashes are alike, and then a table takes quadratic time.
            self.keys += 1
            self.key_bytes += self.at - start
            if self.keys > MOST_KEYS or self.key_bytes > MOST_KEY_BYTES:
                raise TooLarge("too many keys that are not text, or too long ones")
        try:
            hash(key)
        except TypeError as unhashable:
            raise ProtocolError(f"a {type(key).__name__} as key") from unhashable
        return key

    def array(self, depth: int) -> Any:
        code, layout, dimensions = self.take(3)
        if layout > GAPS or dimensions > MOST_DIMENSIONS or (layout == GAPS and not dimensions):
            raise ProtocolError("an array of unknown layout or too many dimensions")
        shape = _SHAPES[dimensions].unpack(self.take(8 * dimensions))
        # An empty array may have long axes too, and NumPy refuses those whose product is too large.
        if any(length < 0 for length in shape) or math.prod(max(1, length) for length in shape) > self.caps.size:
            raise TooLarge(f"an array of shape {shape}")
        flat = self.elements(code, math.prod(shape))
        if layout != GAPS:
            return flat.reshape(shape, order="F" if layout == COLUMNS else "C")
        # Every second entry of a wider array: the reader sees strides as the writer did.
        wide = np.zeros((*shape[:-1], 2 * shape[-1]), dtype=flat.dtype)
        wide[..., ::2] = flat.reshape(shape)
        return wide[..., ::2]

    def scalar(self, depth: int) -> Any:
        return self.elements(self.take(1)[0], 1)[0]

    def elements(self, code: int, count: int) -> Any:
        dtype = CODES.get(code)
        if dtype is None:
            raise ProtocolError("an array of unknown dtype")
        start = self.skip(count * dtype.itemsize)
        if dtype == np.bool_:
            # A byte other than 0 and 1 is no boolean; NumPy would believe it.
            return np.frombuffer(self.body, np.uint8, count, start) != 0
        return np.frombuffer(self.body, dtype, count, start).copy()

    def remote(self, depth: int) -> Remote:
        self.remotes += 1
        (number,) = _I64.unpack(self.take(8))
        return Remote(number, self.take(min(self.length(), 200)).decode("utf-8", "replace"))


_READERS: Final[dict[int, Callable[[_Reader, int], Any]]] = {
    ord("N"): lambda reader, depth: None,
    ord("T"): lambda reader, depth: True,
    ord("F"): lambda reader, depth: False,
    ord("i"): _Reader.integer,
    ord("d"): _Reader.real,
    ord("c"): _Reader.complex,
    ord("s"): _Reader.text,
    ord("b"): _Reader.raw,
    ord("l"): _Reader.list,
    ord("t"): _Reader.tuple,
    ord("S"): _Reader.set,
    ord("m"): _Reader.dict,
    ord("a"): _Reader.array,
    ord("A"): _Reader.scalar,
    ord("f"): _Reader.remote,
}
