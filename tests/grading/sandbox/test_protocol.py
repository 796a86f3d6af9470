"""What crosses the walls, and what never does."""

from typing import Any

import numpy as np
import pytest

from grading.sandbox.protocol import Caps, ProtocolError, Remote, TooLarge, Unsendable, decode, encode

VALUES: list[Any] = [
    None,
    True,
    False,
    0,
    -(2**200),
    2.5,
    float("inf"),
    1 - 2j,
    "Größe \ud800",
    b"\x00\xff",
    [1, [2.0, ["a"]]],
    (1, (2,)),
    {"a": {1: 2}, (1, 2): []},
    frozenset({1, 2}),
]
ARRAYS = [
    np.arange(6.0).reshape(2, 3),
    np.array(3),
    np.zeros((0, 4)),
    np.array([True, False]),
    np.arange(4, dtype=np.uint8),
    np.array([1 + 2j]),
    np.arange(6.0).reshape(2, 3).T,
    np.arange(12.0).reshape(3, 4)[:, ::2],
    np.arange(3, dtype=">i4"),
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_plain_data_comes_back_as_it_was(value: Any) -> None:
    back = decode(encode(value))
    assert back == value and type(back) is type(value)


@pytest.mark.parametrize("array", ARRAYS, ids=lambda array: f"{array.dtype}{array.shape}")
def test_an_array_keeps_dtype_shape_values_and_layout(array: Any) -> None:
    back = decode(encode(array))
    assert back.dtype == array.dtype.newbyteorder("=") and back.shape == array.shape
    assert np.array_equal(back, array)
    assert back.flags.c_contiguous == array.flags.c_contiguous
    assert back.flags.writeable


@pytest.mark.parametrize("scalar", [np.float32(0.5), np.int8(-3), np.bool_(True), np.complex128(1j)])
def test_a_numpy_scalar_keeps_its_type(scalar: Any) -> None:
    assert type(decode(encode(scalar))) is type(scalar)


class Liar(float):
    """Says that it equals everything."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = float.__hash__


def test_a_lying_subclass_arrives_as_its_plain_base() -> None:
    assert type(decode(encode(Liar(2.0)))) is float


@pytest.mark.parametrize(
    "value",
    [
        object(),
        print,
        iter(()),
        np.array([object()]),
        np.array(["a"]),
        np.array(["2020-01-01"], dtype="datetime64[D]"),
        np.array([1], dtype=np.longdouble),
        {"a": type},
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_not_plain_data_is_refused(value: Any) -> None:
    with pytest.raises(Unsendable):
        encode(value)


def _nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "caps"),
    [
        ("x" * 2000, Caps(size=1000)),
        ([0] * 200, Caps(nodes=100)),
        (_nested(100), Caps(depth=50)),
        (np.zeros(1000), Caps(size=1000)),
        (2**100_000, Caps()),
    ],
    ids=["bytes", "nodes", "depth", "array", "integer"],
)
def test_caps_hold_on_both_sides(value: Any, caps: Caps) -> None:
    with pytest.raises(TooLarge):
        encode(value, caps)
    with pytest.raises(ProtocolError):
        decode(encode(value, Caps(nodes=10**6, depth=10**3)), caps)


def test_a_value_that_holds_itself_is_too_large() -> None:
    ring: list[Any] = []
    ring.append(ring)
    with pytest.raises(TooLarge):
        encode(ring)


@pytest.mark.parametrize(
    ("keys", "is_cheap"),
    [
        ([(k, k + 1) for k in range(4000)], True),
        ([tuple([2.0**900] * 9 + [k]) for k in range(4000)], False),
        ([2**8000 + k for k in range(400)], False),
    ],
    ids=["pairs", "long tuples", "long numbers"],
)
def test_keys_that_are_costly_to_tell_apart_are_too_large(keys: list[Any], is_cheap: bool) -> None:
    body = b"S" + encode(keys)[1:]
    if is_cheap:
        assert decode(body) == frozenset(keys)
    else:
        with pytest.raises(TooLarge):
            decode(body)


def test_a_callable_crosses_as_a_number_only() -> None:
    back = decode(encode([len], remote=lambda function: Remote(7, function.__name__)))
    assert back == [Remote(7, "len")]


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"?", b"i\xff\xff\xff\xff", b"l\xff\xff\xff\xff", b"s\x02\x00\x00\x00\xff\xfe", b"NN", b"a\x63\x00\x00"),
        b"m\x01\x00\x00\x00l",
        b"a\x0b\x00\x02" + b"\xff" * 16,
        b"a\x0b\x00\x01" + (2**62).to_bytes(8, "little"),
        b"a\x0b\x09\x00",
        b"a\x0b\x02\x00" + bytes(8),
        b"a\x0b\x00\x05" + (2**24).to_bytes(8, "little") * 4 + bytes(8),
        b"a\x0b\x02\x03" + bytes(8) + (2**31).to_bytes(8, "little") * 2,
    ],
)
def test_a_broken_frame_is_told_as_such(body: bytes) -> None:
    with pytest.raises(ProtocolError):
        decode(body)
