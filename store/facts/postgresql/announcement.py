"""What is said of the facts in PostgreSQL: which edition counts, how old it is, and what each version renewed."""

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from hashlib import sha256
from secrets import token_hex
from typing import Any

from adbc_driver_postgresql import dbapi

from config.settings import Settings
from measures.local_time import from_us, to_us
from store.errors import FactsAway
from store.facts.changes import KINDS, Codes, Renewed
from store.facts.copy import Copy, Way
from store.facts.following import Newest
from store.facts.postgresql.layout import CURRENT, EDITION, LAYOUT, RENEWED

KEPT_VERSIONS = 1000
_SAID = f"""SELECT number, version, edition, read_at, demo, way, settings, layout, mark, failing,
    CAST(true_at AS text) AS beat,
    CAST(extract(epoch FROM clock_timestamp() - true_at) AS double precision) AS behind FROM {CURRENT}"""
_RENEWED = f"SELECT mark, version, read_at, cases FROM {RENEWED}"
_NOTHING_THERE = ("42P01", "3F000")  # PostgreSQL's codes for a table and a schema that do not exist


@dataclass(frozen=True)
class Said:
    """What the row says of the newest edition; `behind`: seconds since it was last found true, which is another `beat`
    each time that somebody found it so.
    """

    number: int
    version: str
    edition: str
    read_at: int
    demo: bool
    way: Way
    settings: str
    layout: str
    mark: str
    failing: bool
    beat: str
    behind: float


def digest(settings: Settings) -> str:
    """What facts are made with, as a short text: another one wherever other facts are made."""
    return sha256(_plainly(settings.of_facts).encode()).hexdigest()[:16]


def _plainly(value: object) -> str:
    """A text that is the same in every process, in whatever order a set or a mapping is."""
    if isinstance(value, Mapping):
        return _plainly(tuple(sorted((_plainly(key), _plainly(one)) for key, one in value.items())))
    if isinstance(value, frozenset):
        return _plainly(tuple(sorted(map(_plainly, value))))
    if is_dataclass(value) and not isinstance(value, type):
        return _plainly(tuple(getattr(value, one.name) for one in fields(value) if one.compare))
    return f"({', '.join(map(_plainly, value))})" if isinstance(value, tuple) else repr(value)


def codes_as_json(cases: list[Codes] | None) -> str | None:
    """The codes of cases as the table of renewed versions holds them."""
    return None if cases is None else json.dumps([[sorted(map(str, codes)) for codes in case] for case in cases])


def said_in(cursor: Any) -> Said:
    """What the row says. Raises FactsAway where it says nothing that this program understands."""
    try:
        found = rows(cursor, _SAID)
    except dbapi.Error as error:
        if error.sqlstate not in _NOTHING_THERE:
            raise
        found = []
    if not found:
        raise FactsAway("no facts are there yet: start python manage.py facts")
    said = Said(**found[0])
    if said.layout != LAYOUT or not re.fullmatch(EDITION, said.edition):
        raise FactsAway("the facts there were made by another version of this program")
    return said


def rows(cursor: Any, question: str) -> list[dict[str, Any]]:
    cursor.execute(question)
    found: list[dict[str, Any]] = cursor.fetch_arrow_table().to_pylist()
    return found


def renewed_in(cursor: Any, number: int, mark: str, last: int) -> tuple[Renewed, ...] | None:
    """What was renewed in each version after the one of this number and mark, up to the last; None where that is not
    known, or not understood.
    """
    found = rows(cursor, f"{_RENEWED} WHERE number >= {number} ORDER BY number")
    if len(found) != last - number + 1 or found[0]["mark"] != mark:
        return None
    try:
        return tuple(_renewed(row) for row in found[1:])
    except (ValueError, TypeError):
        return None


def _renewed(row: dict[str, Any]) -> Renewed:
    cases = None
    if row["cases"] is not None:
        cases = [tuple(frozenset(codes) for codes in case) for case in json.loads(row["cases"])]
        if any(len(case) != len(KINDS) for case in cases):
            raise ValueError("codes of other kinds")
    return Renewed(row["version"], from_us(row["read_at"]), cases)


def say(cursor: Any, edition: str, newest: Newest[Copy], number: int, versions: tuple[Renewed, ...]) -> None:
    """Have the row name this version, and note what each of the versions renewed."""
    copy, mark = newest.copy, token_hex(8)
    for place, one in enumerate(versions, number + 1):
        row = (place, one.version, to_us(one.read_at), codes_as_json(one.cases) or "", mark)
        cursor.execute(f"INSERT INTO {RENEWED} VALUES ($1, $2, $3, nullif($4, ''), $5)", row)
    last = number + len(versions)
    cursor.execute(f"DELETE FROM {RENEWED} WHERE number <= {last - KEPT_VERSIONS}")
    cursor.execute(f"DELETE FROM {CURRENT}")
    said = (last, copy.version, edition, to_us(copy.read_at), copy.demo, copy.way, digest(copy.settings), LAYOUT)
    cursor.execute(
        f"INSERT INTO {CURRENT} VALUES (true, $1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, NULL)", (*said, mark)
    )
    say_age(cursor, newest)


def say_age(cursor: Any, newest: Newest[Any]) -> None:
    """Note how long ago the facts were last found true."""
    aged = f"UPDATE {CURRENT} SET true_at = clock_timestamp() - make_interval(secs => $1), failing = $2"
    cursor.execute(aged, (time.monotonic() - newest.seconds, newest.failing))
