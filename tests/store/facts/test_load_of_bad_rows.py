"""A ministry's own database keeps no rule of ours: what it may hold gives right figures, or is left out and counted."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, text

from indicators import figures, handovers, open_cases
from queries.access import Grant
from queries.filters import Filters
from store.case import tables
from store.case.check import breaches
from store.facts.replica import Replica
from store.source import engine
from tests.made_cases import everything, fill, settings_for
from tests.rows import a_case, a_handover, an_agency

pytestmark = pytest.mark.deep

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
DAY = timedelta(days=1)
SENT = NOW - 30 * DAY
ANSWERED: dict[str, Any] = {"responded_at": NOW - 27 * DAY, "response": "accepted"}
SOUND = {
    "regions": [{"code": "unknown", "name_en": "?", "name_fi": "?", "name_sv": "?", "population": None}],
    "agencies": [an_agency("A"), an_agency("B")],
    "cases": [a_case("C")],
    "involvements": [{"case_id": "C", "agency_code": "A", "role": "lead", "started_at": SENT, "ended_at": None}],
    "handovers": [a_handover("C", SENT, handover_id="H", **ANSWERED)],
}


@pytest.fixture
def ministry(tmp_path: Path) -> str:
    """The URL of a database with tables of the contract's names and columns, and no constraint of any kind."""
    return bare_tables(tmp_path)


@pytest.fixture(scope="module")
def figures_of_sound(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """The figures of the sound rows alone."""
    url = bare_tables(tmp_path_factory.mktemp("sound"))
    fill(url, SOUND)
    assert list(breaches(engine(url))) == []
    return found(url)


def bare_tables(folder: Path) -> str:
    (folder / "own.sqlite").touch()
    url = f"sqlite:///{folder / 'own.sqlite'}"
    with engine(url).begin() as connection:
        for table in tables.IN_ORDER:
            connection.execute(text(f"CREATE TABLE {table.name} ({', '.join(table.columns.keys())})"))
    return url


def add(url: str, table: str, *rows: Mapping[str, Any]) -> None:
    with engine(url).begin() as connection:
        for row in rows:
            connection.execute(insert(tables.BY_NAME[table]).values(row))


def involved(case_id: str, *agencies: str, since: datetime = SENT) -> list[dict[str, Any]]:
    given = {"case_id": case_id, "role": "partner", "started_at": since, "ended_at": None}
    return [{**given, "agency_code": code} for code in agencies]


def found(url: str, **filters: Any) -> Mapping[str, Any]:
    return figures_of(Replica(settings_for(url)), **filters)


def figures_of(replica: Replica, **filters: Any) -> Mapping[str, Any]:
    return figures.everything(replica.ask, Filters(Grant("coordination", NOW), NOW, **filters), replica.settings)


def named(code: str, name: str) -> dict[str, str]:
    return {"code": code, "name_en": name, "name_fi": name, "name_sv": name}


def test_an_agency_without_a_ministry_is_an_agency_and_no_ministry(ministry: str) -> None:
    fill(ministry, SOUND)
    add(ministry, "agencies", {**an_agency("M"), "ministry_code": "m"})
    add(ministry, "involvements", *involved("C", "B", "M"))
    involvement = found(ministry)["involvement"]
    assert (involvement["agencies_per_case_mean"], involvement["ministries_per_case_mean"]) == (3, 1)
    assert found(ministry, ministries=("m",))["involvement"]["agencies_per_case_mean"] == 3
    assert found(ministry, agencies=("B",))["cases"]["open"] == 1


def test_a_region_without_cases_has_none_and_its_delays_cannot_be_told(ministry: str) -> None:
    fill(ministry, SOUND)
    add(ministry, "regions", {**named("99", "Empty"), "population": 0})
    empty, unknown = found(ministry)["regions"]
    assert (empty["region"], empty["open"], empty["in_scope"], empty["handovers"]) == ("99", 0, 0, 0)
    assert (empty["median_response_days"], empty["agencies_per_case_mean"]) == (None, None)
    assert (unknown["region"], unknown["open"], unknown["median_response_days"]) == ("unknown", 1, 3)
    alone = found(ministry, regions=("99",))
    assert (alone["cases"]["open"], alone["involvement"]["share_2_plus"]) == (0, None)


def test_a_case_of_a_region_that_is_nowhere_counts_in_the_whole(ministry: str) -> None:
    fill(ministry, SOUND)
    add(ministry, "cases", {**a_case("D"), "region_code": "lost"})
    assert found(ministry)["cases"]["open"] == 2
    assert found(ministry, regions=("lost",))["cases"]["open"] == 1


def test_a_hundred_and_thirty_agencies_each_keep_their_own_figures(ministry: str) -> None:
    codes = [f"agency {number:03}" for number in range(130)]
    fill(ministry, {"agencies": [an_agency(code) for code in codes], "cases": [a_case("C")]})
    add(ministry, "involvements", *involved("C", *codes))
    ring = list(zip(codes, codes[1:] + codes[:1], strict=True))
    for number, (giver, taker) in enumerate(ring):
        answered = {"responded_at": SENT + number * timedelta(hours=1), "response": "accepted"}
        add(
            ministry,
            "handovers",
            a_handover("C", SENT, giver, taker, handover_id=f"H{number}") | answered,
        )
    all_figures = found(ministry)
    pairs = {(pair["from"], pair["to"]): pair for pair in all_figures["handovers"]["pairs"]}
    assert {key: pair["median_response_days"] for key, pair in pairs.items()} == {
        key: pytest.approx(number / 24) for number, key in enumerate(ring)
    }
    assert {pair["share"] for pair in pairs.values()} == {1 / 130}
    assert [row["agency"] for row in all_figures["handovers"]["by_receiver"]] == codes
    involvement = all_figures["involvement"]
    assert (involvement["agencies_per_case_mean"], len(involvement["joint"])) == (130, 130 * 129 // 2)
    assert [row["cases"] for row in involvement["distribution"]] == [0, 0, 0, 0, 0, 1]


def test_long_names_and_codes_stay_whole(ministry: str) -> None:
    long, other = "Ä" * 200, "Ä" * 199 + "B"
    fill(ministry, {"agencies": [an_agency(long), an_agency(other)], "cases": [a_case("C" * 200)]})
    add(ministry, "handovers", a_handover("C" * 200, SENT, handover_id="H" * 200, from_agency=long, to_agency=other))
    assert Replica(settings_for(ministry)).names("agencies", "sv") == {long: long, other: other}
    [pair] = found(ministry, agencies=(long,))["handovers"]["pairs"]
    assert (pair["from"], pair["to"], pair["count"]) == (long, other, 1)


ODD = [
    "<script>alert('x')</script>",
    "100 %",
    "%(name)s %s",
    'it\'s "quoted"',
    "'; DROP TABLE cases; --",
    ":name $1 ? {0}",
    "Työvoima 👩‍👩‍👧 e\u0301",
    "a\nb\tc",
    " ",
    "NA",
    "nan",
    "unknown ",
]


@pytest.mark.parametrize("code", ODD)
def test_a_code_is_text_and_nothing_else(ministry: str, code: str) -> None:
    add(ministry, "regions", {**named(code, code), "population": 1})
    add(ministry, "ministries", named(code, code))
    add(ministry, "agencies", {**an_agency(code), "ministry_code": code}, an_agency("B"))
    add(ministry, "cases", {**a_case(code), "region_code": code, "responsible_agency": code}, a_case("another"))
    add(ministry, "handovers", a_handover(code, SENT, handover_id=code, from_agency=code))
    add(ministry, "involvements", *involved(code, code, "B"))
    replica = Replica(settings_for(ministry))
    assert [replica.names(kind) for kind in ("regions", "ministries")] == [{code: code}] * 2
    of_code = {"regions": (code,), "agencies": (code,), "ministries": (code,)}
    chosen = figures_of(replica, **of_code)
    assert (chosen["cases"]["open"], chosen["regions"][0]["region"], chosen["regions"][0]["open"]) == (1, code, 1)
    assert [(pair["from"], pair["to"]) for pair in chosen["handovers"]["pairs"]] == [(code, "B")]
    assert [{pair["a"], pair["b"]} for pair in chosen["involvement"]["joint"]] == [{code, "B"}]
    [row] = handovers.waiting(replica.ask, Filters(Grant("agency", NOW, agency=code), NOW)).to_dict("records")
    assert (row["handover_id"], row["case_id"], row["region"]) == (code, code, code)
    assert replica.left_out == {}


def test_a_case_open_for_twenty_years_is_open_old_and_in_every_week(ministry: str) -> None:
    opened = datetime(2006, 3, 2, 10, tzinfo=UTC)
    fill(ministry, SOUND | {"cases": [a_case("C", opened)], "handovers": []})
    add(ministry, "handovers", a_handover("C", opened, handover_id="H"))
    of_all = found(ministry, from_day=date(2006, 3, 2))
    cases, sent = of_all["cases"], of_all["handovers"]
    assert (cases["open"], cases["opened"], cases["median_age_days"]) == (1, 1, (NOW - opened) / DAY)
    assert [band["cases"] for band in cases["age_bands"]] == [0, 0, 0, 0, 0, 0, 1]
    assert [week["open"] for week in cases["weeks"]] == [1] * 1045
    assert (sent["pending"], sent["overdue"], sent["median_response_days"]) == (1, 1, None)
    assert [(row["days"], row["past"]) for row in sent["waiting_ages"]] == [(42, 1)]
    [waiting] = handovers.waiting(Replica(settings_for(ministry)).ask, everything(NOW)).to_dict("records")
    assert waiting["waited_days"] == (NOW - opened) / DAY


def test_a_pause_without_end_stops_the_clock_until_as_of(ministry: str) -> None:
    fill(ministry, SOUND | {"cases": [a_case("C", SENT)], "handovers": [a_handover("C", SENT, handover_id="H")]})
    add(ministry, "pauses", {"case_id": "C", "reason": "consent", "started_at": SENT + 2 * DAY, "ended_at": None})
    ask = Replica(settings_for(ministry)).ask
    [waiting] = handovers.waiting(ask, everything(NOW)).to_dict("records")
    assert (waiting["waited_days"], waiting["stopped_days"]) == (2, 28)
    summary = handovers.summary(ask, everything(NOW))
    assert (summary["pending"], summary["overdue"], summary["due_soon"]) == (1, 0, 1)
    [row] = open_cases.ages(ask, everything(NOW)).to_dict("records")
    assert (row["age_days"], row["paused_days"]) == (30, 28)
    assert open_cases.age_summary(ask, everything(NOW))["paused_now"] == 1


@pytest.mark.parametrize("far", [datetime(1900, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)])
def test_a_due_time_in_any_year_is_read(ministry: str, far: datetime) -> None:
    fill(ministry, SOUND | {"handovers": [a_handover("C", SENT, handover_id="H", due_at=far)]})
    deadline = {"deadline_id": "D", "case_id": "C", "kind": "follow_up", "due_on": far.date()}
    add(ministry, "deadlines", deadline | {"started_on": None, "met_on": None, "responsible_agency": None})
    is_past = far < NOW
    [waiting] = handovers.waiting(Replica(settings_for(ministry)).ask, everything(NOW)).to_dict("records")
    assert bool(waiting["overdue"]) is is_past
    deadlines = found(ministry)["deadlines"]
    assert (deadlines["overdue"], deadlines["due_soon"]) == (int(is_past), 0)


def test_a_handover_counts_though_its_agencies_are_not_involved(ministry: str) -> None:
    fill(ministry, {name: rows for name, rows in SOUND.items() if name != "involvements"})
    of_all, of_sender = found(ministry), found(ministry, agencies=("A",))
    assert (of_all["handovers"]["answered"], of_all["handovers"]["median_response_days"]) == (1, 3)
    assert (of_all["involvement"]["agencies_per_case_mean"], of_all["involvement"]["joint"]) == (0, [])
    assert (of_sender["handovers"]["total"], of_sender["cases"]["open"]) == (1, 0)


BEFORE_SENT: dict[str, Any] = {"responded_at": SENT - DAY, "response": "accepted"}
LEFT_OUT: list[tuple[str, dict[str, Any], str]] = [
    ("handovers", a_handover("C", SENT, handover_id="X", **BEFORE_SENT), "responded_at"),
    ("handovers", a_handover("C", SENT, handover_id="X", from_agency="B", **ANSWERED), "to_agency"),
    ("handovers", a_handover("C", SENT, handover_id="X", to_agency="nobody", **ANSWERED), "to_agency"),
    ("handovers", a_handover("nowhere", SENT, handover_id="X", **ANSWERED), "case_id"),
    ("handovers", a_handover("C", SENT, handover_id="X", responded_at=NOW), "response"),
    ("handovers", a_handover("C", SENT, handover_id="H", **ANSWERED), "handover_id"),
    ("cases", a_case("X", NOW, closed_at=SENT), "closed_at"),
    ("cases", a_case("C"), "case_id"),
    ("agencies", an_agency("A"), "code"),
    ("involvements", involved("C", "nobody")[0], "agency_code"),
    ("involvements", involved("nowhere", "B")[0], "case_id"),
    ("pauses", {"case_id": "C", "reason": "consent", "started_at": NOW, "ended_at": SENT}, "ended_at"),
    ("pauses", {"case_id": "nowhere", "reason": "consent", "started_at": SENT, "ended_at": None}, "case_id"),
    ("deadlines", {"deadline_id": "X", "case_id": "nowhere", "kind": "follow_up", "due_on": NOW.date()}, "case_id"),
]


@pytest.mark.parametrize(("table", "row", "column"), LEFT_OUT)
def test_a_row_on_which_no_figure_can_rest_is_left_out_counted_and_told(
    ministry: str, figures_of_sound: Mapping[str, Any], table: str, row: Mapping[str, Any], column: str
) -> None:
    fill(ministry, SOUND)
    add(ministry, table, row)
    replica = Replica(settings_for(ministry))
    assert replica.left_out == {table: 1}
    assert figures_of(replica) == figures_of_sound
    assert column in {breach.column for breach in breaches(engine(ministry)) if breach.table == table}


def test_what_belongs_to_a_case_that_is_left_out_is_left_out_with_it(
    ministry: str, figures_of_sound: dict[str, Any]
) -> None:
    fill(ministry, SOUND)
    add(ministry, "cases", a_case("X", NOW, closed_at=SENT))
    add(ministry, "handovers", a_handover("X", SENT, handover_id="X"))
    add(ministry, "involvements", *involved("X", "A", "B"))
    replica = Replica(settings_for(ministry))
    assert replica.left_out == {"cases": 1, "involvements": 2, "handovers": 1}
    assert figures_of(replica) == figures_of_sound


def test_no_delay_is_ever_negative(ministry: str) -> None:
    fill(ministry, SOUND | {"handovers": [a_handover("C", SENT, handover_id="X", **BEFORE_SENT)]})
    sent = found(ministry)["handovers"]
    assert (sent["total"], sent["answered"], sent["median_response_days"], sent["pairs"]) == (0, 0, None, [])
