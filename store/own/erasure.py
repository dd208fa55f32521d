"""One case, taken out of what the dashboard's own database keeps: notes and actions no longer name it.

The access log stays as it is. It is evidence of who looked at the case and why, which the law asks for (Directive (EU)
2016/680, article 25; Finnish Act 1054/2018, section 19), and what the law asks for is not erased on demand (Regulation
(EU) 2016/679, article 17(3)(b) and (e)). Once the case is erased its number leads nowhere, and the entries go when
their retention period ends.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Table, and_, select, update

from store.own.log_reading import of_case
from store.own.tables import LONGEST_WHAT, LONGEST_WHO, access_log, actions, meeting_notes

LEFT_OUT = "[…]"  # in place of what named the case
# all that people write themselves, with what fits
FREE_TEXT: Mapping[Column[Any], int | None] = {
    meeting_notes.c.text: None,
    actions.c.what: LONGEST_WHAT,
    actions.c.who: LONGEST_WHO,
}
OF_NOTHING = {"about_kind": "none", "about": "", "figure_then": None}


@dataclass(frozen=True)
class Change:
    """A row that names the case, by its key, and its values without that."""

    table: Table
    key: Mapping[str, Any]
    values: Mapping[str, Any]


def changes(connection: Connection, keys: Sequence[str]) -> list[Change]:
    """The rows that name a case by one of its `keys`: in words, or as what an action is about."""
    return [change for table in (meeting_notes, actions) for change in _changes(connection, table, keys)]


def erase(connection: Connection, found: Collection[Change]) -> None:
    """Make the changes, in the transaction in which they were found."""
    for one in found:
        same = and_(*(one.table.c[name] == value for name, value in one.key.items()))
        connection.execute(update(one.table).where(same).values(**one.values))


def logged(connection: Connection, case: str) -> int:
    """How many entries of the access log name the case, which stay."""
    return len(connection.execute(select(access_log.c.entry).where(of_case(case))).all())


def without(text: str, keys: Sequence[str]) -> str:
    """A text in which no key stands as a word of its own, in capital or small letters."""
    one_of = "|".join(re.escape(key) for key in sorted(keys, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{one_of})(?!\w)", LEFT_OUT, text, flags=re.IGNORECASE)


def _changes(connection: Connection, table: Table, keys: Sequence[str]) -> Iterator[Change]:
    written = [column for column in table.c if column in FREE_TEXT]
    for row in connection.execute(select(table)).mappings():
        made = {column.name: without(row[column], keys)[: FREE_TEXT[column]] for column in written}
        values: dict[str, Any] = {name: text for name, text in made.items() if text != row[name]}
        if table is actions and row["about_kind"] in ("handover", "deadline") and row["about"] in keys:
            values |= OF_NOTHING
        if values:
            yield Change(table, {column.name: row[column] for column in table.primary_key}, values)
