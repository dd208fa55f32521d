"""The change table of a case database on SQLite that is ours: its triggers note the case of each row that changes.

Only the newest changes are kept. Each has a random number, so that whoever has read one knows whether the table still
goes on from it, or is that of a backup or of another database.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, inspect, text

from store.case.reading import Part
from store.case.tables import BY_CASE, IN_ORDER

NAME = "saumaton_changes"
KEPT = 10_000
_TABLE = f"""CREATE TABLE IF NOT EXISTS {NAME} (
    revision INTEGER PRIMARY KEY AUTOINCREMENT, case_id TEXT, random INTEGER NOT NULL DEFAULT (random()))"""
_ACTS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}


def _trigger(table: str, act: str) -> str:
    cases = " UNION ".join(f"SELECT {row}.case_id" if table in BY_CASE else "SELECT NULL" for row in _ACTS[act])
    return f"""CREATE TRIGGER {NAME}_{table}_{act.lower()} AFTER {act} ON {table} BEGIN
        INSERT INTO {NAME} (case_id) {cases};
        DELETE FROM {NAME} WHERE revision <= (SELECT max(revision) FROM {NAME}) - {KEPT}; END"""


_TRIGGERS = {f"{NAME}_{table.name}_{act.lower()}": _trigger(table.name, act) for table in IN_ORDER for act in _ACTS}
_THERE = text("SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'trigger') AND sql IS NOT NULL")
_SINCE = text(f"SELECT revision, random, case_id FROM {NAME} WHERE revision >= :revision ORDER BY revision")
_LAST = text(f"SELECT revision, random FROM {NAME} ORDER BY revision DESC LIMIT 1")
_ROWS = text(f"SELECT {' + '.join(f'(SELECT count(*) FROM {name})' for name in BY_CASE)}")


@dataclass(frozen=True)
class Noted:
    """The last change that was noted, and its random number; a text that differs when tables or triggers do; and how
    many rows cases have.
    """

    last: tuple[int, int]
    shape: str
    of_cases: int


def make(connection: Connection) -> None:
    """Make the change table of a database of ours, or its triggers anew: who makes a table anew loses its triggers."""
    connection.execute(text(_TABLE))
    for name, trigger in _TRIGGERS.items():
        connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
        connection.exec_driver_sql(trigger)
    connection.execute(text(f"INSERT INTO {NAME} (case_id) VALUES (NULL)"))  # what came before is not noted


def noted(connection: Connection) -> Noted | None:
    """How far the change table is; None where it does not note every change."""
    there = {name: sql for name, sql in connection.execute(_THERE)}
    if NAME not in there or not _TRIGGERS.items() <= there.items():
        return None
    last = connection.execute(_LAST).first()
    return Noted((*last,), str(sorted(there.items())), connection.execute(_ROWS).scalar_one()) if last else None


def part_since(connection: Connection, before: Noted) -> Part | None:
    """The cases that changed since; None where it is not known, or where more changed than cases."""
    found = [(*row,) for row in connection.execute(_SINCE, {"revision": before.last[0]})]
    cases = {case_id for _revision, _random, case_id in found[1:]}
    return Part("case_id", sorted(cases)) if found and found[0][:2] == before.last and None not in cases else None


def forget(connection: Connection, case: str) -> None:
    """Name a case no longer, if there is a change table: whoever follows the database then reads all of it once."""
    if inspect(connection).has_table(NAME):
        connection.execute(text(f"UPDATE {NAME} SET case_id = NULL WHERE case_id = :case"), {"case": case})
