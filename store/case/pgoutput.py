"""Messages of PostgreSQL's logical decoding, as its plugin `pgoutput` writes them in version 1 of its protocol.

See https://www.postgresql.org/docs/current/protocol-logicalrep-message-formats.html
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Row = Mapping[str, str | None]  # the values of a row by column, as text; a value that was not sent is left out
_IS_IN_KEY = 1


@dataclass(frozen=True)
class Begin:
    """A committed transaction begins, of this number (32 bits)."""

    transaction: int


@dataclass(frozen=True)
class End:
    """It ends."""


@dataclass(frozen=True)
class Relation:
    """What the rows are of that come with this object number: the types of its columns (object numbers) by name, and
    which of them identify a row that was changed or deleted.
    """

    number: int
    name: str
    types: Mapping[str, int]
    identity: frozenset[str]


@dataclass(frozen=True)
class Change:
    """A row as it was, if its identity has changed or it was deleted, and as it is, of the relation of this number; and
    whether it is new.
    """

    relation: int
    is_new: bool
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Emptied:
    """Relations of these numbers were truncated."""

    relations: tuple[int, ...]


Message = Begin | End | Relation | Change | Emptied


class Decoder:
    """Decodes messages in the order in which they come, because rows come without the names of their columns."""

    def __init__(self) -> None:
        self._columns: dict[int, list[str]] = {}

    def decoded(self, message: bytes) -> Message | None:
        """None for a message that is about none of these.

        Raises ValueError (its subclass for text among them), IndexError, KeyError or struct.error for what is none.
        """
        match message[:1]:
            case b"B":
                return Begin(*struct.unpack_from("!I", message, 17))
            case b"C":
                return End()
            case b"R":
                return self._relation(message)
            case b"I" | b"U" | b"D":
                [number] = struct.unpack_from("!I", message, 1)
                return Change(number, message[:1] == b"I", tuple(self._rows(message, self._columns[number])))
            case b"T":
                [count] = struct.unpack_from("!I", message, 1)
                return Emptied(struct.unpack_from(f"!{count}I", message, 6))
            case b"O" | b"Y" | b"M":  # where a commit comes from, a type, what somebody says
                return None
        raise ValueError(f"message {message[:1]!r} is not known")

    def _relation(self, message: bytes) -> Relation:
        [number] = struct.unpack_from("!I", message, 1)
        _schema, name, rest = message[5:].split(b"\0", 2)
        [count], place = struct.unpack_from("!H", rest, 1), 3
        types, identity = dict[str, int](), set[str]()
        for _ in range(count):
            end = rest.index(b"\0", place + 1)
            column = rest[place + 1 : end].decode()
            [types[column]] = struct.unpack_from("!I", rest, end + 1)
            if rest[place] & _IS_IN_KEY:
                identity.add(column)
            place = end + 9
        self._columns[number] = list(types)
        return Relation(number, name.decode(), types, frozenset(identity))

    def _rows(self, message: bytes, columns: list[str]) -> Iterator[Row]:
        place = 5
        while place < len(message):
            row = dict[str, str | None]()
            of_key_alone, [count] = message[place : place + 1] == b"K", struct.unpack_from("!H", message, place + 1)
            place += 3
            for column in columns[:count]:
                kind, place = message[place : place + 1], place + 1
                if kind == b"t":
                    [length] = struct.unpack_from("!I", message, place)
                    place += 4
                    row[column] = message[place : place + length].decode()
                    place += length
                elif kind == b"n" and not of_key_alone:
                    row[column] = None
            yield row
