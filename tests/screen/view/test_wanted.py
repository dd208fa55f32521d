"""A page that goes by its filters stays as it is while cases change that do not pass them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice, product
from typing import Any, cast

import numpy as np
import pytest
from sqlalchemy import Engine, text

import dashboard
from config.settings import Settings
from queries.access import Grant
from screen.view.recipes import shown
from screen.view.view import View, view_of, wanted_by
from store.demo.cases import DemoScale
from store.demo.living import keep_writing
from store.demo.making import make_demo
from store.facts.changes import Codes, Seen, changed, concerns
from store.facts.copy import Copy, read_copy
from store.source import engine
from tests.made_cases import settings_for

NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)
SCALE = DemoScale(months=4, opened_a_month=30, median_days_open=100)
ROUNDS, CHANGES, VIEWS = 3, 4, 10
PLACES = [place for place in (*dashboard.places(), *dashboard.more()) if place.by_filters]
MOVED = "UPDATE cases SET region_code = '01' WHERE case_id = (SELECT max(case_id) FROM cases WHERE region_code <> '01')"
FILTERED = ("region", "county", "form", "age_group", "agency", "ministry")


@dataclass(frozen=True)
class OfCopy:
    """As much of a replica as a view needs; whatever is looked at is seen from one copy."""

    copy: Copy
    settings: Settings
    now: datetime = NOW
    stale_since: None = None

    def seen(self, _wanted: Codes) -> Seen:
        return Seen(self.copy, self.copy.version, NOW)


@pytest.fixture
def source(sqlite_url: str) -> Engine:
    target = engine(sqlite_url)
    make_demo(target, seed=1, now=NOW - timedelta(days=1), scale=SCALE)
    return target


def test_what_does_not_concern_its_cases_changes_nothing_on_a_page(source: Engine, sqlite_url: str) -> None:
    chance, settings, compared = np.random.default_rng(1), settings_for(sqlite_url), 0
    before = read_copy(settings)
    for number, _change in enumerate(changes(source)):
        after = read_copy(settings)
        cases = changed(before, after)
        assert cases
        views = [*product(PLACES, codes(after))]
        for chosen in chance.choice(len(views), VIEWS, replace=False):
            place, (kind, code) = views[chosen]
            then, now = (view_by(kind, code, OfCopy(copy, settings)) for copy in (before, after))
            if not concerns(then.wanted, cases):
                compared += 1
                assert repr(shown(place.page, place.reads, then)) == repr(shown(place.page, place.reads, now)), (
                    number,
                    place.url_path,
                    kind,
                    code,
                )
        before = after
    assert compared > 2 * VIEWS


def changes(source: Engine) -> Iterator[object]:
    """Some changes of each kind, and at last a case that moves to another region."""
    written = keep_writing(source, per_minute=600, seed=2, now=lambda: NOW - timedelta(hours=1), stop=lambda _: False)
    for _round in range(ROUNDS):
        yield [*islice(written, CHANGES)]
    with source.begin() as connection:
        connection.execute(text(MOVED))
    yield MOVED


def codes(copy: Copy) -> list[tuple[str, str]]:
    """What may be filtered by, with each code that cases have."""
    found = []
    for kind in FILTERED:
        fact = "fact_involvements" if kind in ("agency", "ministry") else "fact_cases"
        with copy.facts.reading() as cursor:
            rows = cursor.execute(f"SELECT DISTINCT {kind} FROM {fact} ORDER BY ALL").fetchall()
        found += [(kind, code) for (code,) in rows]
    return found


def view_by(kind: str, code: str, replica: OfCopy) -> View:
    """What the coordination sees of everything with one filter."""
    parameters, grant = {kind: [code], "period": ["all"]}, Grant("coordination", NOW)
    view = view_of(cast(Any, replica), parameters, grant, lambda *_: None, by_filters=True)
    assert view.wanted == wanted_by(view.filters)
    return view
