"""The demo at its national scale looks like Finland, counted plainly over its rows."""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from functools import cache
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from config.finland import agencies, regions
from indicators import region_comparison
from store.case import tables
from store.demo.cases import NATIONAL
from store.demo.making import Rows, demo_rows
from tests.asking import asker, filters_of
from tests.naive.world import Asked, World

pytestmark = pytest.mark.deep

NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)
HELSINKI = ZoneInfo("Europe/Helsinki")
TODAY = NOW.astimezone(HELSINKI).date()
SECTOR = {agency.code: agency.sector for agency in agencies()}
REASONS = ("recovery", "consent")
Row = dict[str, Any]


@cache
def rows_of(seed: int) -> Rows:
    return demo_rows(seed=seed, now=NOW, scale=NATIONAL)


@pytest.fixture(params=[1, 2])
def rows(request: pytest.FixtureRequest) -> Rows:
    return rows_of(request.param)


def open_cases(rows: Rows) -> dict[str, Row]:
    return {case["case_id"]: case for case in rows[tables.cases] if case["closed_at"] is None}


def pending(rows: Rows) -> list[Row]:
    still_open = open_cases(rows)
    return [row for row in rows[tables.handovers] if row["responded_at"] is None and row["case_id"] in still_open]


def unmet(rows: Rows) -> list[Row]:
    still_open = open_cases(rows)
    return [row for row in rows[tables.deadlines] if row["met_on"] is None and row["case_id"] in still_open]


def day(moment: datetime) -> date:
    return moment.astimezone(HELSINKI).date()


def sectors(rows: Rows, within: timedelta = timedelta.max) -> dict[str, set[str]]:
    """The sectors that joined each case so soon after its opening."""
    opened = {case["case_id"]: case["opened_at"] for case in rows[tables.cases]}
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows[tables.involvements]:
        if row["started_at"] - opened[row["case_id"]] <= within:
            found[row["case_id"]].add(SECTOR[row["agency_code"]])
    return found


def test_about_1500_cases_are_open_and_500_open_and_close_in_each_of_three_years(rows: Rows) -> None:
    assert 1_350 <= len(open_cases(rows)) <= 1_650
    for years in range(3):
        began, ended = NOW - timedelta(days=365 * (years + 1)), NOW - timedelta(days=365 * years)
        assert 440 <= sum(began <= case["opened_at"] < ended for case in rows[tables.cases]) <= 570
        assert 400 <= sum(began <= (case["closed_at"] or NOW) < ended for case in rows[tables.cases]) <= 570


def test_cases_are_closed_in_every_full_year_of_the_record(rows: Rows) -> None:
    first = min(day(case["opened_at"]).year for case in rows[tables.cases])
    opened, closed = (
        Counter(day(case[moment]).year for case in rows[tables.cases] if case[moment])
        for moment in ("opened_at", "closed_at")
    )
    years = range(first + 1, TODAY.year)
    assert len(years) >= 8
    assert all(440 <= opened[year] <= 570 for year in years), opened
    assert all(50 <= closed[year] <= 570 for year in years), closed
    assert closed[years[0]] < 0.5 * closed[years[-1]]


def test_half_of_the_cases_have_three_agencies_or_fewer(rows: Rows) -> None:
    joined: dict[str, set[str]] = defaultdict(set)
    for row in rows[tables.involvements]:
        joined[row["case_id"]].add(row["agency_code"])
    year_ago, still_open = NOW - timedelta(days=365), open_cases(rows)
    ended_lately = {case["case_id"] for case in rows[tables.cases] if (case["closed_at"] or NOW) > year_ago}
    for cases in ({case["case_id"] for case in rows[tables.cases]}, ended_lately, still_open.keys()):
        assert median(len(joined[case_id]) for case_id in cases) == 3


def test_the_comparison_of_regions_finds_those_made_to_differ_and_no_other(rows: Rows) -> None:
    world = World({table.name: found for table, found in rows.items()}, "calendar", 7, {})
    asked = Asked(NOW, NOW, "coordination", from_day=TODAY - timedelta(days=364), to_day=TODAY)
    found = region_comparison.figures(asker(world), filters_of(world, asked))
    compared = {"opened": found["opened"], "in_target": found["in_target"], "three_plus_90": found["three_plus_90"]}
    outside = {
        (name, row["region"]): row["stands"]
        for name, funnel in compared.items()
        for row in funnel["regions"]
        if "99.8" in (row["stands"] or "")
    }
    slow, fast = "below 99.8", "above 99.8"
    assert outside == {("in_target", "02"): fast, ("in_target", "11"): slow, ("in_target", "17"): slow}


def test_every_region_has_open_cases(rows: Rows) -> None:
    assert {region.code for region in regions()} <= {case["region_code"] for case in open_cases(rows).values()}


def test_every_agency_type_that_handles_cases_takes_part(rows: Rows) -> None:
    seen = {row["agency_code"].split("-")[0] for row in rows[tables.involvements]}
    assert {agency.code.split("-")[0] for agency in agencies() if agency.handles_cases} - seen <= {"AXHALS", "AXSOC"}


def test_some_handovers_wait_far_too_long_and_none_for_ages(rows: Rows) -> None:
    due = [day(row["due_at"] or row["handed_over_at"] + timedelta(days=7)) for row in pending(rows)]
    assert 80 <= len(due) <= 200
    assert 15 <= sum(due_on < TODAY for due_on in due) <= 60
    assert timedelta(days=40) < max(NOW - row["handed_over_at"] for row in pending(rows)) < timedelta(days=120)


def test_a_few_deadlines_are_overdue_and_none_for_years(rows: Rows) -> None:
    overdue = [TODAY - row["due_on"] for row in unmet(rows) if row["due_on"] < TODAY]
    assert 5 <= len(overdue) <= 50
    assert max(overdue) <= timedelta(days=70)


def test_assistance_decisions_are_due_in_the_coming_days(rows: Rows) -> None:
    soon = [row for row in unmet(rows) if TODAY <= row["due_on"] <= TODAY + timedelta(days=14)]
    assert 3 <= sum(row["kind"] == "assistance_decision" for row in soon) <= 30


def has_follow_on(rows: Rows, period: Row) -> bool:
    """Whether anything was handed over or decided since the period began."""
    case_id, since = period["case_id"], period["started_on"]
    sent = (day(row["handed_over_at"]) for row in rows[tables.handovers] if row["case_id"] == case_id)
    decided = (
        row["met_on"]
        for row in rows[tables.deadlines]
        if row["case_id"] == case_id and row["kind"] in ("permit_application", "assistance_decision") and row["met_on"]
    )
    return any(on >= since for on in (*sent, *decided))


def test_periods_end_soon_with_and_without_a_follow_on_step(rows: Rows) -> None:
    soon = [row for row in unmet(rows) if TODAY <= row["due_on"] <= TODAY + timedelta(days=14)]
    kinds = Counter(row["kind"] for row in soon)
    assert 2 <= kinds["reflection_period_end"] <= 20
    assert 1 <= kinds["recovery_period_end"] <= 20
    ending = [has_follow_on(rows, row) for row in soon if row["kind"].endswith("_period_end")]
    assert 0 < sum(ending) < len(ending)


def test_pauses_of_each_reason_are_open(rows: Rows) -> None:
    found = Counter(row["reason"] for row in rows[tables.pauses] if row["ended_at"] is None)
    assert all(1 <= found[reason] <= 30 for reason in ("recovery", "consent", "other"))


def test_each_partner_is_missing_from_a_handful_of_open_cases(rows: Rows) -> None:
    joined, missing = sectors(rows), Counter[str]()
    paused = {reason: {row["case_id"] for row in rows[tables.pauses] if row["reason"] == reason} for reason in REASONS}
    for case_id, case in open_cases(rows).items():
        age, lacks = NOW - case["opened_at"], {*SECTOR.values()} - joined[case_id]
        is_child = case["victim_age_group"] == "child"
        hurt = case["offence"] in ("sexual", "violent") and case["investigation_phase"] == "pre_trial"
        if age > timedelta(days=14) and {"assistance_system", "ngo"} <= lacks and case_id not in paused["consent"]:
            missing["support"] += 1
        if age > timedelta(days=7) and is_child and "social" in lacks:
            missing["social"] += 1
        if age > timedelta(days=30) and case_id in paused["recovery"] and "health" in lacks:
            missing["health"] += 1
        if age > timedelta(days=30) and is_child and hurt and "forensic_psychiatry" in lacks:
            missing["forensic_psychiatry"] += 1
    assert len(missing) == 4
    assert all(1 <= number <= 30 for number in missing.values()), missing


def test_police_social_services_and_health_care_work_together_more_since_a_year_ago(rows: Rows) -> None:
    joined = sectors(rows, within=timedelta(days=90))
    shares = []
    for began, ended in ((365, 90), (730, 365)):
        opened = [
            case["case_id"]
            for case in rows[tables.cases]
            if NOW - timedelta(days=began) <= case["opened_at"] < NOW - timedelta(days=ended)
        ]
        together = [case_id for case_id in opened if {"police", "social", "health"} <= joined[case_id]]
        shares.append(len(together) / len(opened))
    assert shares[0] > 1.2 * shares[1]


def test_social_services_answer_more_slowly_in_the_last_half_year(rows: Rows) -> None:
    lately, before = NOW - timedelta(days=180), NOW - timedelta(days=545)
    delays: dict[bool, list[timedelta]] = {True: [], False: []}
    for row in rows[tables.handovers]:
        if row["to_agency"].startswith("HVASOS") and row["handed_over_at"] > before:
            delays[row["handed_over_at"] > lately].append((row["responded_at"] or NOW) - row["handed_over_at"])
    medians = {when: sorted(found)[len(found) // 2] for when, found in delays.items()}
    assert medians[True] > 1.2 * medians[False]
