"""One case, taken out of what the dashboard's own database keeps: notes, actions, minutes and the reasons of edits of
settings no longer name it.

The access log stays as it is. It is evidence of who looked at the case and why, which the law asks for (Directive (EU)
2016/680, article 25; Finnish Act 1054/2018, section 19), and what the law asks for is not erased on demand (Regulation
(EU) 2016/679, article 17(3)(b) and (e)). Once the case is erased its number leads nowhere, and the entries go when
their retention period ends.
"""

import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, and_, select, update

from store.own.log_reading import of_case
from store.own.tables import (
    LONGEST_REASON,
    LONGEST_WHAT,
    LONGEST_WHO,
    access_log,
    actions,
    meeting_figures,
    meeting_notes,
    setting_changes,
)

LEFT_OUT = "[…]"  # in place of what named the case
OF_NOTHING = {"about_kind": "none", "about": "", "figure_then": None, "figure_now": None}


@dataclass(frozen=True)
class Change:
    """A row that names the case, by its key, and its values without that."""

    table: Table
    key: Mapping[str, Any]
    values: Mapping[str, Any]


def changes(connection: Connection, keys: Sequence[str]) -> list[Change]:
    """The rows that name a case by one of its `keys`, its number first: in words, or as what an action is about."""
    return [
        Change(table, {column.name: row[column] for column in table.primary_key}, values)
        for table, changed in CHANGED.items()
        for row in connection.execute(select(table)).mappings()
        if (values := changed(row, keys))
    ]


def erase(connection: Connection, found: Collection[Change]) -> None:
    """Make the changes, in the transaction in which they were found."""
    for one in found:
        same = and_(*(one.table.c[name] == value for name, value in one.key.items()))
        connection.execute(update(one.table).where(same).values(**one.values))


def logged(connection: Connection, case: str) -> int:
    """How many entries of the access log name the case, which stay."""
    return len(connection.execute(select(access_log.c.entry).where(of_case(case))).all())


def without(text: str, keys: Sequence[str]) -> str:
    """A text in which neither the case number nor another key stands as a word of its own, in capital or small letters.

    K-1 is not named by K-1-2 or A-K-1, which are other numbers, but by K-1-tapaus.
    """
    # in words, the key 12 of a handover is any date or count
    words = [keys[0], *(key for key in keys[1:] if key.strip() and not key.isdecimal())]
    one_of = "|".join(re.escape(key) for key in sorted(words, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?<!\w-)(?:{one_of})(?!\w|-\w*\d)", LEFT_OUT, text, flags=re.IGNORECASE)


def _of_note(row: Mapping[Any, Any], keys: Sequence[str]) -> dict[str, Any]:
    return _other_than(row, {"text": without(row["text"], keys)})


def _of_action(row: Mapping[Any, Any], keys: Sequence[str]) -> dict[str, Any]:
    """What changes of an action, as its table keeps it or as minutes do."""
    made: dict[str, Any] = {
        "what": without(row["what"], keys)[:LONGEST_WHAT],
        "who": without(row["who"], keys)[:LONGEST_WHO],
    }
    if row["about_kind"] in ("handover", "deadline") and row["about"] in keys:
        made |= {name: value for name, value in OF_NOTHING.items() if name in row}
    return _other_than(row, made)


def _of_edit(row: Mapping[Any, Any], keys: Sequence[str]) -> dict[str, Any]:
    return _other_than(row, {"reason": without(row["reason"], keys)[:LONGEST_REASON]})


def _of_figures(row: Mapping[Any, Any], keys: Sequence[str]) -> dict[str, Any]:
    """Figures hold what was agreed, as it then was; all other text in them is codes."""
    kept = json.loads(row["figures"])
    made = _in_figures(kept, keys)
    return {} if made == kept else {"figures": json.dumps(made, ensure_ascii=False, allow_nan=False)}


def _in_figures(value: Any, keys: Sequence[str]) -> Any:
    if isinstance(value, list):
        return [_in_figures(one, keys) for one in value]
    if not isinstance(value, dict):
        return value
    inside = {name: _in_figures(one, keys) for name, one in value.items()}
    return inside | (_of_action(inside, keys) if "about_kind" in inside else {})


def _other_than(row: Mapping[Any, Any], made: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in made.items() if value != row[name]}


# the tables that can name a case, and what of a row changes then
CHANGED: Mapping[Table, Callable[[Mapping[Any, Any], Sequence[str]], dict[str, Any]]] = {
    meeting_notes: _of_note,
    actions: _of_action,
    meeting_figures: _of_figures,
    setting_changes: _of_edit,
}
