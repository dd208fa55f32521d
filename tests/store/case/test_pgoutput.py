"""Messages of logical decoding: what is none of them is refused. What they say is tested where a server sends them."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.case.pgoutput import Begin, Change, Decoder, Emptied, End, Relation

REFUSED = (ValueError, IndexError, KeyError, struct.error)
PAUSES = b"R" + struct.pack("!I", 7) + b"public\0pauses\0d" + struct.pack("!H", 2)
PAUSES += b"\1case_id\0" + struct.pack("!Ii", 25, -1) + b"\0reason\0" + struct.pack("!Ii", 25, -1)
KEY = b"K" + struct.pack("!H", 2) + b"t" + struct.pack("!I", 1) + b"A" + b"n"
NEW = b"N" + struct.pack("!H", 2) + b"t" + struct.pack("!I", 2) + "ä".encode() + b"n"
MADE = {
    PAUSES: Relation(7, "pauses", {"case_id": 25, "reason": 25}, frozenset({"case_id"})),
    b"B" + bytes(16) + struct.pack("!I", 12): Begin(12),
    b"U" + struct.pack("!I", 7) + KEY + NEW: Change(7, False, ({"case_id": "A"}, {"case_id": "ä", "reason": None})),
    b"I" + struct.pack("!I", 7) + NEW: Change(7, True, ({"case_id": "ä", "reason": None},)),
    b"D" + struct.pack("!I", 7) + KEY: Change(7, False, ({"case_id": "A"},)),
    b"T" + struct.pack("!IBII", 2, 0, 7, 8): Emptied((7, 8)),
    b"C" + bytes(25): End(),
    b"O": None,
}


def test_each_kind_of_message() -> None:
    decoder = Decoder()
    assert {message: decoder.decoded(message) for message in MADE} == MADE


@given(st.sampled_from([b"B", b"C", b"R", b"I", b"U", b"D", b"T", b"O", b"X", b""]), st.binary(max_size=60))
def test_what_is_no_message_is_refused(kind: bytes, rest: bytes) -> None:
    decoder = Decoder()
    decoder.decoded(PAUSES)
    try:
        decoder.decoded(kind + rest)
    except REFUSED:
        return


@pytest.mark.parametrize("message", [b"", b"X", b"B", b"I" + struct.pack("!I", 9) + NEW])
def test_what_is_not_known_is_refused(message: bytes) -> None:
    with pytest.raises(REFUSED):
        Decoder().decoded(message)
