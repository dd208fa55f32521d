"""A copy checks itself against each whole load: what is wrong in it is found, said in the log, and heals."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from store.case.reading import Part
from store.facts import changing, watch
from store.facts.checking import differing
from store.facts.contents import Contents
from store.facts.copy import Copy, read_copy
from store.facts.replica import Replica
from store.facts.tables import metadata
from store.source import engine
from tests.made_cases import fill, settings_for
from tests.rows import LONG_AGO, a_case, a_deadline, a_handover, a_pause, an_agency, an_involvement
from tests.store.facts.test_changing import contents

CASES = ("C", "D", "E")
ROWS = {
    "agencies": [an_agency("A", sector="health"), an_agency("B", sector="health")],
    "cases": [a_case(one) for one in CASES],
    "involvements": [an_involvement(one, agency, LONG_AGO) for one in CASES for agency in "AB"],
    "handovers": [a_handover(one, LONG_AGO, "A", "B") for one in CASES],
    "deadlines": [a_deadline(one, "follow_up", LONG_AGO.date()) for one in CASES],
    "pauses": [a_pause(one, "consent", LONG_AGO + timedelta(days=1)) for one in CASES],
}
FACTS = [name for name in metadata.tables if name not in ("fact_rules", "fact_tables", "fact_contents")]
CHANGE = "UPDATE cases SET closed_at = opened_at, closed_reason = 'unknown' WHERE case_id = 'E'"


@pytest.fixture
def url(sqlite_url: str) -> str:
    fill(sqlite_url, ROWS)
    return sqlite_url


def spoil(copy: Copy, statement: str) -> None:
    """Change facts behind the back of a copy that nobody read yet."""
    copy.facts._memory.execute(statement)


def change(url: str, *statements: str) -> None:
    with engine(url).begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


@pytest.mark.parametrize("name", FACTS)
def test_a_row_that_is_missing_is_found(url: str, name: str) -> None:
    copy = read_copy(settings_for(url))
    spoil(copy, f"DELETE FROM {name} WHERE rowid = (SELECT min(rowid) FROM {name})")
    change(url, CHANGE)
    assert name in differing(copy, read_copy(settings_for(url)))


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO fact_handovers FROM fact_handovers WHERE handover_id LIKE 'C%'",
        "UPDATE fact_handovers SET target = target + 1 WHERE handover_id LIKE 'C%'",
        "UPDATE fact_handovers SET to_sector = 'unknown' WHERE handover_id LIKE 'C%'",
        "UPDATE fact_handovers SET case_no = (SELECT case_no FROM fact_cases WHERE case_id = 'D') WHERE rowid = 0",
    ],
)
def test_a_row_that_is_too_many_or_wrong_is_found(url: str, statement: str) -> None:
    copy = read_copy(settings_for(url))
    spoil(copy, statement)
    assert differing(copy, read_copy(settings_for(url))) == ["fact_handovers"]


@pytest.mark.parametrize(
    "statement", [CHANGE, "DELETE FROM pauses WHERE case_id = 'C'", "UPDATE agencies SET sector = 'police'"]
)
def test_what_changed_in_the_database_is_not_wrong(url: str, statement: str) -> None:
    before = read_copy(settings_for(url))
    change(url, statement)
    assert differing(before, read_copy(settings_for(url))) == []


def test_other_settings_make_other_facts_and_none_of_them_is_wrong(url: str) -> None:
    working = replace(settings_for(url), delay_clock="working")
    assert differing(read_copy(settings_for(url)), read_copy(working)) == []


def test_after_a_gap_a_wrong_copy_heals_and_the_log_says_what_was_wrong(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    replica = Replica(settings_for(url))
    spoil(replica.copy_here, "DELETE FROM fact_handovers WHERE handover_id LIKE 'C%'")
    for statement in ("ALTER TABLE pauses RENAME TO away", "ALTER TABLE away RENAME TO pauses"):
        change(url, statement)
        replica.refresh()
    assert [one.getMessage() for one in caplog.records if one.levelno == logging.ERROR] == [
        "the copy was not that of the case database in fact_handovers; it was made anew"
    ]
    assert contents(replica.copy_here) == contents(read_copy(settings_for(url)))


def test_cases_that_changed_unnoticed_are_found(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(watch, "TIMES_ITS_COST", 0)
    fill(postgres_url, ROWS)
    replica = Replica(settings_for(postgres_url))
    with monkeypatch.context() as blind:
        blind.setattr(Contents, "part_since", lambda *_: Part("case_id", []))
        change(postgres_url, "UPDATE cases SET status = 'unknown' WHERE case_id = 'E'")
        replica.refresh()
    monkeypatch.setattr(changing, "WHOLE_EVERY", timedelta(0))
    change(postgres_url, "UPDATE cases SET status = 'unknown' WHERE case_id = 'C'")
    replica.refresh()
    assert "cases" in caplog.records[-1].getMessage()
    assert contents(replica.copy_here) == contents(read_copy(settings_for(postgres_url)))
