"""Every page over facts in PostgreSQL is the page over the copy, word by word."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

import dashboard
from config.codes import USER_ROLES, UserRole
from documents.page import Page
from queries.access import Grant
from screen.frame.visit import Place
from screen.language.words import speak
from screen.view.recipes import made_of, shown
from screen.view.view import view_of
from store.demo.cases import DemoScale
from store.demo.making import make_demo
from store.facts.following import Newest
from store.facts.replica import Replica
from store.source import engine
from tests.conftest import fresh_database
from tests.made_cases import settings_for
from tests.store.facts.postgresql.kept import kept_in

NOW = datetime.now(UTC)
PLACES = [place for place in (*dashboard.places(), *dashboard.more()) if place.kept]
OF: dict[str, dict[str, str]] = {"agency": {"agency": "SYL"}, "ministry": {"ministry": "MOI"}}


@pytest.fixture(scope="module")
def both(
    tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path, postgres: Engine
) -> Iterator[tuple[Replica, Replica]]:
    """A replica with the copy, and one whose facts lie in PostgreSQL."""
    file = tmp_path_factory.mktemp("facts") / "cases.sqlite"
    file.write_bytes(migrated_sqlite.read_bytes())
    url = f"sqlite:///{file}"
    scale = DemoScale(months=8, opened_a_month=20, median_days_open=100)
    make_demo(engine(url), seed=1, now=NOW - timedelta(hours=1), scale=scale)
    here = Replica(settings_for(url))
    for facts in fresh_database(postgres, "template1"):
        with kept_in(facts) as kept:
            kept.put(here.copy_here)
            follower = kept.follow(here.settings)
            follower.newest = Newest(kept.served(here.settings), None, NOW, 0.0)
            follower.marks.take(follower.newest.copy, None)
            yield here, Replica(here.settings, follower=follower)
            follower.stop()


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.url_path)
@pytest.mark.parametrize("role", USER_ROLES)
@pytest.mark.parametrize("language", ["en", "fi"])
def test_a_page_and_its_sheets_are_those_of_the_copy(
    place: Place, role: UserRole, language: str, both: tuple[Replica, Replica]
) -> None:
    speak(language)
    here, there = (page_of(replica, place, role) for replica in both)
    assert here == there
    speak("en")


def page_of(replica: Replica, place: Place, role: UserRole) -> tuple[str, str]:
    grant = Grant(role, NOW, **OF.get(role, {}))
    chosen = {} if grant.whole_country_only else {"region": ["01"]}
    view = view_of(replica, chosen, grant, lambda *_given, **_more: None, by_filters=place.by_filters)
    page: Page = shown(place.page, place.reads, view)
    return repr(page), repr(made_of(page, view).sheets)
