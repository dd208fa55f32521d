"""Settings that are edited reach the figures without a restart: facts that rest on them are made anew, others stay."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from config.agenda import Agenda
from config.pauses import PauseRule
from config.settings import Settings
from config.targets import Targets
from indicators import handovers
from store.case import tables
from store.facts.changes import KINDS
from store.facts.replica import Replica
from store.source import engine
from tests.made_cases import everything, fill, settings_for
from tests.rows import a_case, a_handover, a_pause, an_agency

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ROWS = {
    "agencies": [an_agency("A"), an_agency("B", "police")],
    "cases": [a_case("C")],
    "handovers": [a_handover("C", NOW - timedelta(10))],
    "pauses": [a_pause("C", "other", NOW - timedelta(9))],
}
NOWHERE = tuple(frozenset(["nowhere"] if kind == "region" else ()) for kind in KINDS)


@pytest.fixture
def replica(case_database_url: str) -> Replica:
    fill(case_database_url, ROWS)
    return Replica(settings_for(case_database_url))


def past_target(replica: Replica) -> int:
    return handovers.summary(replica.ask, everything(NOW))["overdue"]


EDITS: dict[str, Callable[[Settings], Settings]] = {
    "a target": lambda before: replace(before, targets=Targets(7, {"B": 14})),
    "a pause": lambda before: replace(before, pause_rules={"other": PauseRule(None)}),
}


@pytest.mark.parametrize("edit", EDITS)
def test_facts_follow_what_they_are_made_with(edit: str, replica: Replica) -> None:
    before, version = replica.settings, replica.version
    assert past_target(replica) == 1
    replica.renew(EDITS[edit](before))
    replica.refresh()
    assert past_target(replica) == 0
    assert replica.settings == EDITS[edit](before)
    assert replica.version != version
    replica.renew(before)
    replica.refresh()
    assert past_target(replica) == 1


@pytest.mark.parametrize("changes", [{"partner_rules": ()}, {"agenda": Agenda(("regions",))}])
def test_other_settings_hold_too_and_leave_the_facts(changes: dict[str, Any], replica: Replica) -> None:
    before, edited = replica.copy_here, replace(replica.settings, **changes)
    replica.renew(edited)
    replica.refresh()
    assert replica.settings == edited
    assert replica.version != before.version
    assert replica.copy_here.facts is before.facts


@pytest.mark.parametrize("changes", [{"targets": Targets(20)}, {"partner_rules": ()}])
def test_every_screen_is_told_also_one_whose_cases_did_not_change(changes: dict[str, Any], replica: Replica) -> None:
    before = replica.seen(NOWHERE).version
    replica.renew(replace(replica.settings, **changes))
    replica.refresh()
    assert replica.seen(NOWHERE).version != before
    assert replica.seen(NOWHERE).copy.settings == replica.settings


def test_nothing_happens_while_they_are_the_same(replica: Replica) -> None:
    copy = replica.copy_here
    replica.renew(replace(replica.settings))
    replica.refresh()
    assert replica.copy_here is copy


@pytest.mark.parametrize("changes", [{"targets": Targets(20)}, {"partner_rules": ()}])
def test_rows_and_settings_may_change_at_once(changes: dict[str, Any], sqlite_url: str) -> None:
    fill(sqlite_url, ROWS)
    replica = Replica(settings_for(sqlite_url))
    edited = replace(replica.settings, **changes)
    replica.renew(edited)
    with engine(sqlite_url).begin() as connection:
        connection.execute(insert(tables.cases).values(a_case("D")))
        connection.execute(insert(tables.handovers).values(a_handover("D", NOW - timedelta(30))))
    replica.refresh()
    assert past_target(replica) == (1 if "targets" in changes else 2)
    assert replica.settings == edited


def test_they_wait_for_a_database_that_is_away(sqlite_url: str) -> None:
    fill(sqlite_url, ROWS)
    replica = Replica(settings_for(sqlite_url))
    before = replica.settings
    file = Path(str(engine(sqlite_url).url.database))
    away = file.rename(file.with_suffix(".away"))
    replica.renew(replace(before, targets=Targets(20)))
    replica.refresh()
    assert (past_target(replica), replica.settings) == (1, before)
    away.rename(file)
    replica.refresh()
    assert past_target(replica) == 0
    assert replica.stale_since is None
