from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, func, select

from config.codes import UNKNOWN
from config.finland import agencies
from store.case import tables
from store.case.check import breaches
from store.demo.cases import SMALL, DemoScale
from store.demo.making import Rows, demo_rows, make_demo
from store.errors import DatabaseMissing, StoreError
from store.schema import is_demo
from store.source import engine

pytestmark = pytest.mark.deep

NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)
TODAY = NOW.astimezone(ZoneInfo("Europe/Helsinki")).date()
TINY = DemoScale(months=6, opened_a_month=10, median_days_open=100)


@cache
def rows_of(seed: int) -> Rows:
    return demo_rows(seed=seed, now=NOW, scale=SMALL)


@pytest.fixture(params=[1, 2, 3])
def rows(request: pytest.FixtureRequest) -> Rows:
    return rows_of(request.param)


def by_case(rows: Rows) -> dict[str, dict[str, Any]]:
    return {case["case_id"]: case for case in rows[tables.cases]}


def open_cases(rows: Rows) -> list[dict[str, Any]]:
    return [case for case in rows[tables.cases] if case["closed_at"] is None]


def pending(rows: Rows) -> list[dict[str, Any]]:
    is_open = {case["case_id"] for case in open_cases(rows)}
    return [row for row in rows[tables.handovers] if row["responded_at"] is None and row["case_id"] in is_open]


def past_target(row: dict[str, Any]) -> bool:
    due_at: datetime = row["due_at"] or row["handed_over_at"] + timedelta(days=7)
    return due_at.astimezone(ZoneInfo("Europe/Helsinki")).date() < TODAY


def test_the_same_seed_and_moment_give_the_same_rows() -> None:
    assert demo_rows(seed=1, now=NOW, scale=SMALL) == rows_of(1)


def test_the_moment_counts_in_whatever_zone_it_is_told() -> None:
    assert demo_rows(seed=1, now=NOW.astimezone(ZoneInfo("Europe/Helsinki"))) == rows_of(1)


def test_another_seed_gives_other_rows() -> None:
    assert rows_of(2)[tables.cases] != rows_of(1)[tables.cases]


def test_the_database_takes_it_and_it_keeps_the_contract(case_database: Engine) -> None:
    make_demo(case_database, now=NOW, scale=TINY)
    assert list(breaches(case_database)) == []
    with case_database.connect() as connection:
        assert is_demo(connection)
        for table, rows in demo_rows(seed=1, now=NOW, scale=TINY).items():
            unknown = 1 if table is tables.regions else 0  # init made that one
            found = connection.execute(select(func.count()).select_from(table)).scalar_one()
            assert found == len(rows) + unknown > unknown


def test_it_refuses_a_database_that_has_cases(sqlite_url: str) -> None:
    target = engine(sqlite_url)
    make_demo(target, now=NOW, scale=TINY)
    with pytest.raises(StoreError, match="holds cases already"):
        make_demo(target, seed=2, now=NOW, scale=TINY)
    with target.connect() as connection:
        found = connection.execute(select(func.count()).select_from(tables.cases)).scalar_one()
        marks = connection.execute(select(func.count()).select_from(tables.demo_data)).scalar_one()
    assert (found, marks) == (len(demo_rows(seed=1, now=NOW, scale=TINY)[tables.cases]), 1)


def test_it_refuses_a_database_that_was_never_made(tmp_path: Path) -> None:
    with pytest.raises(DatabaseMissing, match=r"manage\.py init"):
        make_demo(engine(f"sqlite:///{tmp_path / 'none.sqlite'}"), now=NOW, scale=TINY)


def test_it_refuses_a_time_without_a_zone(sqlite_url: str) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        make_demo(engine(sqlite_url), now=NOW.replace(tzinfo=None), scale=TINY)


def test_it_tells_its_progress_to_the_end(sqlite_url: str) -> None:
    told: list[tuple[int, int]] = []
    make_demo(engine(sqlite_url), now=NOW, scale=TINY, progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    every_row = sum(len(rows) for rows in demo_rows(seed=1, now=NOW, scale=TINY).values())
    assert told[-1] == (every_row, every_row)


def test_nothing_happened_after_now(rows: Rows) -> None:
    moments = ("opened_at", "closed_at", "started_at", "ended_at", "handed_over_at", "responded_at")
    for table, found in rows.items():
        for row in found:
            assert all(row[name] <= NOW for name in moments if row.get(name) is not None), (table.name, row)
    for deadline in rows[tables.deadlines]:
        assert deadline["started_on"] <= TODAY
        assert deadline["met_on"] is None or deadline["started_on"] <= deadline["met_on"] <= TODAY


def test_nothing_happened_outside_the_life_of_the_case(rows: Rows) -> None:
    cases = by_case(rows)
    for table in (tables.involvements, tables.handovers, tables.pauses):
        for row in rows[table]:
            case = cases[row["case_id"]]
            begun = row.get("started_at") or row["handed_over_at"]
            ended = row.get("ended_at") or row.get("responded_at") or begun
            assert case["opened_at"] <= begun <= ended <= (case["closed_at"] or NOW), row


def test_status_reason_and_closing_agree(rows: Rows) -> None:
    for case in rows[tables.cases]:
        is_closed = case["closed_at"] is not None
        assert (case["status"], case["closed_reason"] is not None) == ("closed" if is_closed else "open", is_closed)


def test_a_sender_is_in_the_case_when_it_hands_over(rows: Rows) -> None:
    joined = {(row["case_id"], row["agency_code"]): row["started_at"] for row in reversed(rows[tables.involvements])}
    for row in rows[tables.handovers]:
        assert joined[row["case_id"], row["from_agency"]] <= row["handed_over_at"]
        assert row["from_agency"] != row["to_agency"]


def test_only_agencies_that_handle_cases_take_part(rows: Rows) -> None:
    handling = {agency.code for agency in agencies() if agency.handles_cases}
    assert {row["agency_code"] for row in rows[tables.involvements]} <= handling
    assert {row["to_agency"] for row in rows[tables.handovers]} <= handling


def test_it_is_of_the_size_that_was_asked_for(rows: Rows) -> None:
    begun = NOW - timedelta(days=24 * 365.25 / 12)
    assert 330 <= len(open_cases(rows)) <= 430
    assert 2000 <= len(rows[tables.cases]) <= 2016
    assert all(case["opened_at"] >= begun for case in rows[tables.cases])
    assert 45 <= len(pending(rows)) <= 120


def test_half_of_the_cases_have_three_agencies_or_fewer(rows: Rows) -> None:
    joined = {(row["case_id"], row["agency_code"]) for row in rows[tables.involvements]}
    of_case = Counter(case_id for case_id, _agency in joined)
    assert median(of_case[case["case_id"]] for case in rows[tables.cases]) == 3
    assert median(of_case[case["case_id"]] for case in open_cases(rows)) == 3


def test_some_handovers_are_past_their_target_and_few_were_forgotten(rows: Rows) -> None:
    late = [row for row in pending(rows) if past_target(row)]
    assert 0.12 <= len(late) / len(pending(rows)) <= 0.4
    assert sum(NOW - row["handed_over_at"] > timedelta(days=30) for row in late) <= 12


def test_a_few_answers_took_a_month_even_from_those_who_answer_soon(rows: Rows) -> None:
    delays = [
        row["responded_at"] - row["handed_over_at"]
        for row in rows[tables.handovers]
        if row["to_agency"] == "RIKU" and row["responded_at"]
    ]
    assert 0.004 <= sum(delay > timedelta(days=29) for delay in delays) / len(delays) <= 0.03
    assert sorted(delays)[len(delays) // 2] < timedelta(days=5)


def test_handovers_end_in_every_way(rows: Rows) -> None:
    responses = Counter(row["response"] for row in rows[tables.handovers])
    answered = sum(responses.values()) - responses[None]
    assert 0.78 <= responses["accepted"] / answered <= 0.9
    assert all(responses[kind] > 50 for kind in ("returned", "rejected", "withdrawn"))
    reasons = {row["response_reason"] for row in rows[tables.handovers] if row["response"] == "returned"}
    assert {"missing_information", "capacity", "not_ours"} <= reasons
    assert {row["response_reason"] for row in rows[tables.handovers] if row["response"] in ("accepted", None)} == {None}
    assert 0.1 <= sum(row["due_at"] is not None for row in rows[tables.handovers]) / len(rows[tables.handovers]) <= 0.5


def test_the_victims_are_plausible(rows: Rows) -> None:
    number = len(rows[tables.cases])
    ages = Counter(case["victim_age_group"] for case in rows[tables.cases])
    forms = Counter(case["exploitation_form"] for case in rows[tables.cases])
    assert 0.09 <= ages["child"] / number <= 0.16
    assert forms.most_common(1)[0][0] == "labour"
    assert min(forms[form] for form in ("sexual", "forced_marriage", "forced_criminality", UNKNOWN)) > 40


def test_regions_have_cases_by_their_population_and_aland_next_to_none(rows: Rows) -> None:
    number = len(rows[tables.cases])
    regions = Counter(case["region_code"] for case in rows[tables.cases])
    assert 0.28 <= regions["01"] / number <= 0.35
    assert 1 <= regions["21"] <= 5
    assert 1 <= regions[UNKNOWN] <= 30


def test_some_cases_lack_what_a_case_should_have(rows: Rows) -> None:
    still_open = open_cases(rows)
    agencies_of = Counter(row["case_id"] for row in rows[tables.involvements])
    partnerless = [case for case in rows[tables.cases] if agencies_of[case["case_id"]] == 0]
    assert 1 <= len(partnerless) <= 30
    assert 3 <= sum(case["responsible_agency"] is None for case in still_open) <= 40
    waiting = {row["case_id"] for row in pending(rows)}
    ahead = {row["case_id"] for row in rows[tables.deadlines] if row["met_on"] is None and row["due_on"] > TODAY}
    aimless = [case for case in still_open if case["case_id"] not in waiting | ahead]
    assert 0.03 <= len(aimless) / len(still_open) <= 0.3


def test_deadlines_of_each_kind_are_met_missed_and_ahead(rows: Rows) -> None:
    still_open = {case["case_id"] for case in open_cases(rows)}
    found: Counter[tuple[str, str]] = Counter()
    for row in rows[tables.deadlines]:
        if row["case_id"] in still_open:
            outcome = "met" if row["met_on"] else "overdue" if row["due_on"] < TODAY else "ahead"
            found[row["kind"], outcome] += 1
    for kind in ("reflection_period_end", "recovery_period_end", "permit_application", "follow_up"):
        assert found[kind, "met"] > 5
        assert found[kind, "ahead"] > 2
    assert found["assistance_decision", "met"] > 100
    assert 1 <= sum(number for (_, outcome), number in found.items() if outcome == "overdue") <= 20


def test_pauses_of_each_reason_are_there_and_some_are_open(rows: Rows) -> None:
    reasons = Counter(row["reason"] for row in rows[tables.pauses])
    assert min(reasons[reason] for reason in ("recovery", "consent", "other")) > 10
    assert sum(row["ended_at"] is None for row in rows[tables.pauses]) > 5


def test_some_cases_share_an_investigation(rows: Rows) -> None:
    shared = Counter(case["investigation_ref"] for case in rows[tables.cases] if case["investigation_ref"])
    assert len(shared) > 30
    assert min(shared.values()) >= 2
    assert sum(shared.values()) < len(rows[tables.cases]) / 2


def test_the_scale_makes_it_bigger() -> None:
    bigger = demo_rows(seed=1, now=NOW, scale=DemoScale(months=24, opened_a_month=90, median_days_open=160))
    assert len(open_cases(bigger)) > 1.4 * len(open_cases(rows_of(1)))
