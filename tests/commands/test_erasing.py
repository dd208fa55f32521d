"""`manage.py erase-case`: nothing of the case is left but what the access log must keep."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, inspect, select, text

from config.agenda import ITEMS
from store.facts.replica import Replica
from store.own import access_log, actions, chain, log_reading, meetings, minutes, setting_changes, tables
from store.own.access_log import Details
from store.own.actions import NewAction
from store.own.database import transaction
from store.own.meetings import Opening
from store.own.minutes import Fixing
from store.own.setting_changes import NewChange
from store.schema import OWN_DATABASE, migrate
from store.source import engine
from tests.commands.door import manage
from tests.made_cases import fill, settings_for
from tests.rows import a_case, a_deadline, a_handover, a_pause, an_agency, an_involvement
from tests.store.facts.watched import open_now, until

pytestmark = [pytest.mark.deep, pytest.mark.usefixtures("own_place")]

SENT = datetime(2026, 1, 5, 8, tzinfo=UTC)
NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)
OF_MEETINGS = {"meeting_notes": 1, "actions": 2, "meeting_figures": 1, "setting_changes": 1}
OF_A_CASE = ["pauses", "deadlines", "handovers", "involvements", "cases"]
WRITTEN = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Engine]:
    made = engine(f"sqlite:///{tmp_path / 'var' / 'own.sqlite'}")
    migrate(made, OWN_DATABASE)
    yield made
    made.dispose()


def write_case(url: str, case: str) -> None:
    """A case that has a row in each table."""
    rows: dict[str, list[dict[str, Any]]] = {
        "cases": [a_case(case, investigation_ref="T-1")],
        "involvements": [an_involvement(case, "A", SENT)],
        "handovers": [a_handover(case, SENT, handover_id=f"{case}:1"), a_handover(case, SENT, handover_id=f"H-{case}")],
        "deadlines": [a_deadline(case, "follow_up", date(2026, 10, 1))],
        "pauses": [a_pause(case, "recovery", SENT)],
    }
    fill(url, rows)


def write_meeting(own: Engine, *cases: str) -> None:
    """A meeting whose note and actions name cases, in words and by what they are about."""
    number = meetings.open_meeting(own, Opening("aino", "officials", {}, ITEMS), NOW).number
    meetings.write_note(own, number, ITEMS[0], "\n".join(f"see {case}, ({case}) and {case}: soon" for case in cases))
    for case in cases:
        about = {"about_kind": "handover", "about": f"{case}:1", "figure_then": 1}
        for new in (NewAction(f"ask of {case}.", "aino", date(2026, 10, 1), **about),):  # type: ignore[arg-type]
            actions.add_action(own, number, new, "aino", NOW)
        due = NewAction("call them", f"who has {case}", date(2026, 10, 1), "deadline", f"{case}-follow_up", 1)
        actions.add_action(own, number, due, "aino", NOW)
    kept = [vars(one) | {"due_on": "2026-10-01", "figure_now": 1} for one in actions.agreed_in(own, number)]
    plain = [{name: one[name] for name in ("number", "what", "who", "due_on", "about_kind", "about")} for one in kept]
    minutes.fix(own, number, Fixing(NOW, {ITEMS[-1]: {"share": 0.1 + 0.2, "actions": plain}}), NOW)
    meetings.close(own, number, NOW)


def edit_settings(own: Engine, *cases: str) -> None:
    """Edits whose reasons name cases."""
    with transaction(own) as connection:
        for number, case in enumerate(cases):
            setting_changes.add(connection, NewChange("targets", None, f"as {case} waited", number), "aino", NOW)


def look(own: Engine, case: str) -> None:
    access_log.write(own, "aino", "rows_shown", NOW, f"case/{case}", Details("agency", "10.0.0.1", (case,), "my work"))


def texts(*databases: Engine) -> Iterator[str]:
    """Every value of every table but the access log."""
    for database in databases:
        with database.connect() as connection:
            for name in set(inspect(connection).get_table_names()) - {"access_log"}:
                for row in connection.execute(text(f'SELECT * FROM "{name}"')):
                    yield from map(str, row)


def agencies(url: str) -> None:
    fill(url, {"agencies": [an_agency("A"), an_agency("B")]})


def rows_of(stdout: str) -> dict[str, int]:
    return {name: int(number) for _where, name, number in (line.split("\t") for line in stdout.splitlines())}


def test_it_says_what_would_go_and_then_takes_it_out_of_both_databases(case_database_url: str, own: Engine) -> None:
    agencies(case_database_url)
    for case in ("K-1", "K-10"):
        write_case(case_database_url, case)
    write_meeting(own, "K-1", "K-10")
    edit_settings(own, "K-1", "K-10")
    look(own, "K-1")
    before = sorted(texts(engine(case_database_url), own))
    dry = manage("erase-case", "K-1", "--database", case_database_url)
    assert dry.exit_code == 0, dry.stderr
    assert rows_of(dry.stdout) == dict(zip(OF_A_CASE, (1, 1, 2, 1, 1), strict=True)) | OF_MEETINGS
    assert "Nothing has gone yet" in dry.stderr
    assert sorted(texts(engine(case_database_url), own)) == before
    done = manage("erase-case", "K-1", "--yes", "--database", case_database_url)
    assert (done.exit_code, done.stdout) == (0, dry.stdout), done.stderr
    assert "backups" in done.stderr
    left = list(texts(engine(case_database_url), own))
    assert not [value for value in left if names(value, "K-1")]
    assert sum(names(value, "K-10") for value in left) == sum(names(value, "K-10") for value in before)
    assert {"as […] waited", "as K-10 waited"} <= set(left)
    assert "see […], ([…]) and […]: soon\nsee K-10, (K-10) and K-10: soon" in left
    with own.connect() as connection:
        kinds = list(
            connection.execute(select(tables.actions.c.about_kind).order_by(tables.actions.c.number)).scalars()
        )
    assert kinds == ["none", "none", "handover", "deadline"]


def test_the_access_log_keeps_who_looked_and_says_that_the_case_was_erased(sqlite_url: str, own: Engine) -> None:
    agencies(sqlite_url)
    write_case(sqlite_url, "K-1")
    look(own, "K-1")
    assert "keeps its entries on the case: 1." in manage("erase-case", "K-1", "--yes", "--database", sqlite_url).stderr
    found = log_reading.found(own, log_reading.Search(case="K-1"))
    assert found[["user_name", "event"]].to_numpy().tolist() == [["manage.py", "case_erased"], ["aino", "rows_shown"]]
    assert "@" in found["address"][0]
    assert list(chain.verify(own)) == []


def test_a_case_database_of_a_ministry_is_left_alone_and_that_is_said(case_database_url: str, own: Engine) -> None:
    agencies(case_database_url)
    write_case(case_database_url, "K-1")
    write_meeting(own, "K-1")
    database = engine(case_database_url)
    with database.begin() as connection:
        connection.execute(text("DROP TABLE saumaton_version"))
    before = sorted(texts(database))
    done = manage("erase-case", "K-1", "--yes", "--database", case_database_url)
    assert done.exit_code == 0, done.stderr
    assert "erase the case there" in done.stderr
    assert sorted(texts(database)) == before
    assert not [value for value in texts(own) if names(value, "K-1")]


def test_what_earlier_writers_left_in_the_file_goes_too(sqlite_url: str, own: Engine) -> None:
    agencies(sqlite_url)
    write_case(sqlite_url, "Kx9z-1")
    write_case(sqlite_url, "Kx9z-2")
    file = Path(str(engine(sqlite_url).url.database))
    with sqlite3.connect(file) as other:  # as SQLite is where nobody built it to overwrite what it deletes
        other.execute("PRAGMA secure_delete = OFF")
        other.execute("PRAGMA foreign_keys = OFF")
        other.execute("DELETE FROM cases WHERE case_id = 'Kx9z-2'")
        other.execute("DELETE FROM pauses WHERE case_id = 'Kx9z-2'")
    assert b"Kx9z-2" in file.read_bytes()
    assert manage("erase-case", "Kx9z-2", "--yes", "--database", sqlite_url).exit_code == 0
    assert b"Kx9z-2" not in file.read_bytes()
    assert b"Kx9z-1" in file.read_bytes()
    assert log_reading.number(own, log_reading.Search(case="Kx9z-2")) == 1


@pytest.mark.usefixtures("own")
def test_the_figures_of_a_running_dashboard_follow_by_themselves(case_database_url: str) -> None:
    agencies(case_database_url)
    for case in ("K-1", "K-2"):
        write_case(case_database_url, case)
    replica = Replica(settings_for(case_database_url))
    replica.start_watching()
    try:
        assert open_now(replica) == 2
        assert manage("erase-case", "K-1", "--yes", "--database", case_database_url).exit_code == 0
        until(lambda: open_now(replica) == 1)
        assert not replica.stale_since
    finally:
        replica.stop_watching()


def test_where_there_is_nothing_it_says_so_and_logs_nothing(sqlite_url: str, own: Engine) -> None:
    done = manage("erase-case", "K-1", "--yes", "--database", sqlite_url)
    assert (done.exit_code, "nothing to erase" in done.stderr) == (0, True)
    assert log_reading.number(own, log_reading.Search()) == 0


@pytest.mark.parametrize("blank", ["", " ", "\t"])
def test_a_blank_case_number_is_refused_before_anything(blank: str, sqlite_url: str, own: Engine) -> None:
    write_meeting(own, "K-1")
    before = sorted(texts(own))
    done = manage("erase-case", blank, "--yes", "--database", sqlite_url)
    assert (done.exit_code, "case number is blank" in done.stderr) == (2, True)
    assert sorted(texts(own)) == before
    assert log_reading.number(own, log_reading.Search()) == 0


def names(value: str, key: str) -> bool:
    """Whether a text names a key as a word of its own, found one place after the other."""
    places = [n for n in range(len(value)) if value.startswith(key, n)]
    around = [(value[n - 1 : n], value[n + len(key) : n + len(key) + 1]) for n in places]
    return any(not any(one.isalnum() or one == "_" for one in both) for both in around)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=WRITTEN)
def test_whatever_a_case_is_called_no_byte_of_its_number_is_left(written: str, sqlite_url: str, own: Engine) -> None:
    case = "Kx9z" + written
    database = engine(sqlite_url)
    for table in reversed(tables.metadata.sorted_tables):
        if table.name in ("actions", "meeting_notes", "meeting_figures", "meetings"):
            with own.begin() as connection:
                connection.execute(delete(table))
    if not list(filter(lambda value: value == "A", texts(database))):
        agencies(sqlite_url)
    write_case(sqlite_url, case)
    write_meeting(own, case)
    done = manage("erase-case", "--yes", "--database", sqlite_url, "--", case)
    assert done.exit_code == 0, done.stderr
    assert not [value for value in texts(database, own) if case in value]
    assert case.encode() not in Path(str(database.url.database)).read_bytes()
