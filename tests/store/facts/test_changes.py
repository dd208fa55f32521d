"""Which cases differ between two copies: each change of the database is a change of the cases that it is about."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from screen.view.view import names
from store.facts.changes import (
    ALL_CASES,
    CODES_REMEMBERED,
    KINDS,
    MOST_CASES,
    Codes,
    Marks,
    Renewed,
    changed,
    concerns,
)
from store.facts.copy import Copy, read_copy
from store.facts.replica import Replica
from store.source import engine
from tests.made_cases import fill, settings_for
from tests.rows import LONG_AGO, a_case, a_deadline, a_handover, a_pause, an_agency, an_involvement

LATER = "'2001-01-01 00:00:00.000000'"
NAMES = {"name_en": "x", "name_fi": "x", "name_sv": "x"}
ROWS = {
    "regions": [{"code": code, **NAMES} for code in ("north", "south")],
    "ministries": [{"code": "M", **NAMES}],
    "agencies": [an_agency("A", ministry_code="M"), an_agency("B"), an_agency("C")],
    "cases": [a_case("N", region_code="north"), a_case("S", region_code="south")],
    "involvements": [an_involvement("N", "A", LONG_AGO)],
    "handovers": [a_handover("S", LONG_AGO, "B", "C")],
    "deadlines": [a_deadline("S", "follow_up", LONG_AGO.date(), deadline_id=number) for number in "12"],
    "pauses": [a_pause("S", "recovery", LONG_AGO)],
}
# of each changed row: which regions are concerned
CHANGES = {
    f"UPDATE cases SET opened_at = {LATER} WHERE case_id = 'N'": {"north"},
    "UPDATE cases SET region_code = 'south' WHERE case_id = 'N'": {"north", "south"},
    "DELETE FROM involvements": {"north"},
    "UPDATE handovers SET case_id = 'N'": {"north", "south"},
    "DELETE FROM handovers": {"south"},
    "UPDATE deadlines SET due_on = '2001-01-01'": {"south"},
    f"UPDATE pauses SET ended_at = {LATER}": {"south"},
    "DELETE FROM pauses": {"south"},
    "UPDATE regions SET name_sv = 'Norr' WHERE code = 'north'": {"north", "south", "elsewhere"},
    "UPDATE agencies SET sector = 'police' WHERE code = 'A'": {"north", "south", "elsewhere"},
}


@pytest.fixture
def url(sqlite_url: str) -> str:
    fill(sqlite_url, ROWS)
    return sqlite_url


def copy_of(url: str) -> Copy:
    return read_copy(settings_for(url))


def after(url: str, *statements: str) -> Copy:
    """The copy of what the database holds after these statements."""
    with engine(url).begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    return copy_of(url)


def wanting(**codes: str) -> Codes:
    return tuple(frozenset([codes[kind]] if kind in codes else ()) for kind in KINDS)


def test_the_same_rows_are_no_change_in_whatever_order_they_are_read(url: str) -> None:
    before = copy_of(url)
    assert changed(before, copy_of(url)) == []
    keep, delete = "CREATE TABLE kept AS SELECT * FROM deadlines", "DELETE FROM deadlines"
    back = "INSERT INTO deadlines SELECT * FROM kept ORDER BY deadline_id DESC"
    assert changed(before, after(url, keep, delete, back)) == []


@pytest.mark.parametrize("statement", CHANGES)
def test_a_change_concerns_the_regions_of_its_cases_as_they_were_and_are(url: str, statement: str) -> None:
    marks = Marks(copy_of(url))
    versions = {region: marks.seen(wanting(region=region)).version for region in ("north", "south", "elsewhere")}
    national = marks.seen(ALL_CASES).version
    marks.renew(copy := after(url, statement))
    newer = {region for region, version in versions.items() if marks.seen(wanting(region=region)).version != version}
    assert newer == CHANGES[statement]
    assert national != marks.seen(ALL_CASES).version == copy.version
    assert all(marks.seen(wanting(region=region)).copy is copy for region in versions)


def test_agencies_and_ministries_count_as_they_take_part_in_a_case(url: str) -> None:
    cases = changed(copy_of(url), after(url, f"UPDATE cases SET opened_at = {LATER}"))
    assert cases
    expected = {"A": {"north"}, "B": {"south"}, "C": {"south"}, "D": set()}
    for agency, regions in expected.items():
        both = {one for one in ("north", "south") if concerns(wanting(agency=agency, region=one), cases)}
        assert both == regions, agency
    assert concerns(wanting(ministry="M"), cases)
    assert not concerns(wanting(ministry="M", region="south"), cases)
    assert concerns(wanting(ministry="unknown"), cases)


def test_too_many_changes_are_a_change_of_everything(url: str) -> None:
    before = copy_of(url)
    fill(url, {"cases": [a_case(f"N{number}", region_code="north") for number in range(MOST_CASES + 1)]})
    assert changed(before, copy_of(url)) is None


def test_of_versions_with_very_many_changes_the_oldest_count_as_changes_of_everything(url: str) -> None:
    first = copy_of(url)
    marks, case = Marks(first), wanting(region="north")
    for number in range(4):
        copy = replace(first, version=f"v{number}")
        marks.take(copy, (Renewed(copy.version, copy.read_at, [case] * (CODES_REMEMBERED // 2), ("N",)),))
    _newest, renewed = marks.since(first.version, 0)
    assert renewed
    assert [one.cases is None for one in renewed] == [True, True, False, False]
    assert {one.case_ids for one in renewed} == {("N",)}
    copy = replace(first, version="large")
    marks.take(copy, (Renewed(copy.version, copy.read_at, [case] * (CODES_REMEMBERED + 1)),))
    _newest, renewed = marks.since("v3", 0)
    assert renewed
    assert renewed[0].cases


def test_names_are_of_the_version_in_which_all_facts_were_made(url: str) -> None:
    replica, of_names = Replica(settings_for(url)), []
    for statement, name in (
        (f"UPDATE cases SET opened_at = {LATER}", "x"),
        ("UPDATE regions SET name_en = 'North' WHERE code = 'north'", "North"),
    ):
        before = replica.version
        with engine(url).begin() as connection:
            connection.execute(text(statement))
        replica.refresh()
        assert replica.version != before
        assert names(replica.copy, "en")["region"]["north"] == name
        of_names.append(replica.copy.whole)
    assert of_names[0] != of_names[1] == replica.version
