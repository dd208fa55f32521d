"""A screen follows the facts in PostgreSQL: newer ones come to whom they concern, and what fails makes figures old."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine, make_url, text

from config.agenda import Agenda
from config.settings import FACTS_URL, read_settings
from config.targets import Targets
from store.errors import FactsAway
from store.facts.changes import ALL_CASES, KINDS, Codes
from store.facts.copy import run
from store.facts.elsewhere import of
from store.facts.following import Newest
from store.facts.postgresql import subscriber
from store.facts.postgresql.announcement import say_age
from store.facts.postgresql.layout import CURRENT, RENEWED
from store.facts.postgresql.publisher import Published
from store.facts.postgresql.subscriber import Subscriber
from store.facts.replica import Replica
from store.source import database_url, engine
from tests.made_cases import fill, settings_for
from tests.rows import a_case, an_agency
from tests.store.facts.postgresql.kept import Kept, kept_in

REGIONS = ("north", "south")
CASES = "SELECT case_id, region FROM fact_cases ORDER BY case_id"


@pytest.fixture
def replica(sqlite_url: str) -> Replica:
    """Where the facts are made: of a case in the north and one in the south."""
    places = [{"code": code, "name_en": code, "name_fi": code, "name_sv": code} for code in REGIONS]
    cases = [a_case("C1", region_code="north"), a_case("C2", region_code="south")]
    fill(sqlite_url, {"regions": places, "agencies": [an_agency("A")], "cases": cases})
    return Replica(settings_for(sqlite_url))


@pytest.fixture
def kept(empty_postgres_url: str, replica: Replica) -> Iterator[Kept]:
    with kept_in(empty_postgres_url) as made:
        made.put(replica.copy_here)
        yield made


@pytest.fixture
def screen(kept: Kept, replica: Replica) -> Iterator[Replica]:
    follower = kept.follow(replica.settings)
    yield Replica(replica.settings, follower=follower)
    follower.stop()


def write(replica: Replica, statement: str) -> None:
    with engine(replica.settings.database_url).begin() as connection:
        connection.execute(text(statement))
    replica.refresh()


def change(replica: Replica, kept: Kept, statement: str) -> None:
    version = replica.version
    write(replica, statement)
    kept.put(replica.copy_here, replica.since(version, 0)[1])


def wanting(region: str) -> Codes:
    return tuple(frozenset([region] if kind == "region" else ()) for kind in KINDS)


def cases(screen: Replica) -> list[tuple[str, str]]:
    found = of(screen.seen(ALL_CASES).copy, run, CASES, (), ("region",))
    return [tuple(row) for row in found.astype(str).to_numpy()]


def administrator_says(kept: Kept, statement: str) -> None:
    with create_engine(database_url(kept.url), isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text(statement))


def test_it_is_asked_as_if_the_facts_were_here(screen: Replica, replica: Replica) -> None:
    assert screen.names("regions", "fi") == replica.names("regions", "fi")
    assert (screen.left_out, screen.breaches, screen.demo, screen.way, screen.version) == (
        replica.left_out,
        replica.breaches,
        replica.demo,
        replica.way,
        replica.version,
    )
    assert cases(screen) == [("C1", "north"), ("C2", "south")]


def test_a_change_comes_and_only_to_those_whom_it_concerns(screen: Replica, replica: Replica, kept: Kept) -> None:
    before = {region: screen.seen(wanting(region)).version for region in REGIONS}
    change(replica, kept, "UPDATE cases SET opened_at = '2001-05-01 00:00:00.000000' WHERE case_id = 'C1'")
    screen.refresh()
    newer = {region for region in REGIONS if screen.seen(wanting(region)).version != before[region]}
    assert newer == {"north"}
    assert screen.version == replica.version


def test_who_reads_an_edition_sees_it_to_the_end(screen: Replica, replica: Replica, kept: Kept) -> None:
    before = screen.copy
    change(replica, kept, "DELETE FROM cases WHERE case_id = 'C2'")
    change(replica, kept, "UPDATE regions SET name_en = 'Another name'")
    screen.refresh()
    assert len(of(before, run, CASES, ())) == 2
    assert cases(screen) == [("C1", "north")]
    assert screen.names("regions")["north"] == "Another name"


def test_changes_that_were_missed_concern_everybody(
    screen: Replica, replica: Replica, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.facts.postgresql.announcement.KEPT_VERSIONS", 1)
    before = screen.seen(wanting("south")).version
    for year in (2001, 2002, 2003):
        change(replica, kept, f"UPDATE cases SET opened_at = '{year}-05-01 00:00:00.000000' WHERE case_id = 'C1'")
    screen.refresh()
    assert screen.seen(wanting("south")).version != before


def test_a_transaction_is_not_open_for_long_and_what_is_shown_stays(
    screen: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = screen.copy
    monkeypatch.setattr(subscriber, "HELD_SECONDS", 0.0)
    screen.refresh()
    assert screen.copy is screen.seen(ALL_CASES).copy is not before
    assert screen.version == before.version
    assert cases(screen) == [("C1", "north"), ("C2", "south")]


def test_edited_settings_come_with_a_version_of_their_own(screen: Replica, replica: Replica) -> None:
    before = screen.version
    screen.renew(replace(replica.settings, agenda=Agenda()))
    screen.refresh()
    assert screen.version == before
    edited = replace(replica.settings, feedback_address="saumaton@example.fi")
    screen.renew(edited)
    screen.refresh()
    assert screen.settings == edited
    assert screen.version != before


def test_figures_are_old_until_facts_and_settings_fit(screen: Replica, replica: Replica, kept: Kept) -> None:
    edited = replace(replica.settings, targets=Targets(3))
    replica.renew(edited)
    replica.refresh()
    kept.put(replica.copy_here)
    before, age = screen.version, screen.behind
    screen.refresh()
    assert (screen.version, screen.settings == edited) == (before, False)
    assert screen.behind > age
    screen.renew(edited)
    screen.refresh()
    assert (screen.version, screen.settings) == (replica.version, edited)
    with pytest.raises(FactsAway, match="targets"):
        kept.follow(replace(edited, targets=Targets(4)))


def test_the_age_is_that_of_the_last_look_at_the_case_database(screen: Replica, kept: Kept) -> None:
    with kept.connection.cursor() as cursor:
        say_age(cursor, Newest(None, None, datetime.now(UTC), time.monotonic() - 60))
    kept.connection.commit()
    screen.refresh()
    assert 59 < screen.behind < 70
    assert screen.stale_since
    with kept.connection.cursor() as cursor:
        say_age(cursor, Newest(None, None, datetime.now(UTC), time.monotonic()))
    kept.connection.commit()
    screen.refresh()
    assert screen.stale_since is None


def test_what_another_program_made_is_not_taken(screen: Replica, replica: Replica, kept: Kept) -> None:
    administrator_says(kept, f"UPDATE {CURRENT} SET layout = 'another'")
    with pytest.raises(FactsAway, match="another version of this program"):
        screen.refresh()
    administrator_says(kept, f"UPDATE {CURRENT} SET layout = DEFAULT, edition = 'x; DROP TABLE y'")
    with pytest.raises(FactsAway, match="another version of this program"):
        kept.follow(replica.settings)


def test_where_no_facts_are_it_says_so(empty_postgres_url: str, replica: Replica) -> None:
    with pytest.raises(FactsAway, match="python manage"):
        Subscriber(empty_postgres_url, replica.settings)
    with kept_in(empty_postgres_url), pytest.raises(FactsAway, match="python manage"):
        Subscriber(empty_postgres_url, replica.settings)


def test_when_its_connections_are_cut_it_goes_on(screen: Replica, replica: Replica, kept: Kept) -> None:
    before = screen.copy
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND state LIKE 'idle%'"
    administrator_says(kept, f"{cut} AND backend_xmin IS NOT NULL")
    with pytest.raises(FactsAway):
        of(before, run, CASES, ())
    screen.refresh()
    assert cases(screen) == [("C1", "north"), ("C2", "south")]
    assert screen.version == replica.version


def test_a_database_that_was_made_anew_counts_from_one_again_and_is_another(
    screen: Replica, replica: Replica, kept: Kept
) -> None:
    administrator_says(kept, f"DELETE FROM {RENEWED}")
    kept.published = Published(old={kept.published.edition: 1e12})
    write(replica, "DELETE FROM cases WHERE case_id = 'C2'")
    kept.put(replica.copy_here)
    screen.refresh()
    assert screen.version == replica.version
    assert cases(screen) == [("C1", "north")]


@pytest.mark.parametrize("codes", ["{junk", "[[[]]]", "5"])
def test_codes_that_are_not_understood_mean_everybody(
    codes: str, screen: Replica, replica: Replica, kept: Kept
) -> None:
    before = screen.seen(wanting("south")).version
    change(replica, kept, "UPDATE cases SET opened_at = '2001-05-01 00:00:00.000000' WHERE case_id = 'C1'")
    administrator_says(kept, f"UPDATE {RENEWED} SET cases = '{codes}' WHERE number = 2")
    screen.refresh()
    assert screen.version == replica.version
    assert screen.seen(wanting("south")).version != before


def test_a_lock_of_an_administrator_waits_for_nobody_and_nobody_for_it(screen: Replica, kept: Kept) -> None:
    administrator_says(kept, f"VACUUM FULL {CURRENT}")
    with create_engine(database_url(kept.url)).begin() as connection:
        connection.execute(text(f"LOCK TABLE {CURRENT}"))
        with pytest.raises(FactsAway, match="lock timeout"):
            screen.refresh()
    screen.refresh()


def test_settings_that_do_not_fit_are_said_each_time(
    screen: Replica, replica: Replica, caplog: pytest.LogCaptureFixture
) -> None:
    for days in (3, 4):
        caplog.clear()
        screen.renew(replace(replica.settings, targets=Targets(days)))
        for _look in range(2):
            screen.refresh()
        assert caplog.text.count("other targets") == 1
        screen.renew(replica.settings)
        screen.refresh()


@pytest.mark.parametrize("query", ["", "?sslpassword=secret&application_name=my%20app"])
def test_no_message_has_a_password(query: str) -> None:
    settings = read_settings({FACTS_URL: f"postgresql://u:my%20secret@127.0.0.1:1/x{query}"})
    with pytest.raises(FactsAway) as error:
        Subscriber(str(settings.facts_database), settings)
    assert "Connection refused" in str(error.value)
    assert "secret" not in str(error.value)


def test_a_clock_that_was_set_back_makes_nothing_live(
    screen: Replica, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    administrator_says(kept, f"UPDATE {CURRENT} SET true_at = clock_timestamp() + interval '1 hour'")
    screen.refresh()
    later = time.monotonic() + 60
    monkeypatch.setattr(time, "monotonic", lambda: later)
    screen.refresh()
    assert screen.stale_since


def test_no_limit_of_the_server_ends_the_open_transaction(kept: Kept, replica: Replica) -> None:
    name = make_url(kept.url).database
    for limit in ("transaction_timeout", "idle_in_transaction_session_timeout"):
        administrator_says(kept, f"ALTER DATABASE {name} SET {limit} = '300ms'")
    follower = kept.follow(replica.settings)
    time.sleep(0.6)
    assert len(run(follower.newest.copy, CASES, ())) == 2
    follower.stop()


def test_a_null_character_is_left_out(screen: Replica, replica: Replica, kept: Kept) -> None:
    change(replica, kept, "UPDATE regions SET name_en = 'a' || char(0) || 'b' WHERE code = 'north'")
    screen.refresh()
    assert screen.names("regions")["north"] == "ab"
