"""A page that another process makes for a screen is the same as if the screen had made it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import dashboard
from indicators import case
from queries.access import Grant, NoAccess
from screen.frame.visit import Place
from screen.language.words import speak
from screen.view import making
from screen.view.compute import computed_there
from screen.view.recipes import Wish, made_for_screens, recipe, shown
from screen.view.view import View, view_of
from store.demo.cases import DemoScale
from store.demo.making import make_demo
from store.facts.elsewhere import of
from store.facts.keeping import Keeper
from store.facts.line import Line, answer, line_key
from store.facts.mirror import Mirror
from store.facts.replica import Replica
from store.source import engine
from tests.made_cases import settings_for

NOW = datetime.now(UTC)
KEY = line_key("a secret of this installation")
PLACES = [place for place in (*dashboard.places(), *dashboard.more()) if place.kept]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Replica:
    """Where the facts are."""
    file = tmp_path_factory.mktemp("facts") / "cases.sqlite"
    file.write_bytes(migrated_sqlite.read_bytes())
    url = f"sqlite:///{file}"
    scale = DemoScale(months=4, opened_a_month=20, median_days_open=100)
    make_demo(engine(url), seed=1, now=NOW - timedelta(hours=1), scale=scale)
    return Replica(settings_for(url))


@pytest.fixture(scope="module")
def seen(kept: Replica, tmp_path_factory: pytest.TempPathFactory) -> Replica:
    """What a screen has of them."""
    socket = tmp_path_factory.mktemp("line") / "facts.sock"
    keeper = Keeper(lambda: kept, lambda: (1, 1))
    answer(socket, KEY, {**keeper.answers, "made": lambda *wish: made_for_screens(lambda: kept, *wish)})
    return Replica(kept.settings, follower=Mirror(Line(socket, KEY)))


def view_for(replica: Replica, place: Place, grant: Grant) -> View:
    return view_of(replica, {"region": ["01"]}, grant, lambda *_given, **_more: None, by_filters=place.by_filters)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.url_path)
@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("role", ["coordination", "rapporteur"])
def test_a_page_made_elsewhere_is_the_page(
    place: Place, language: str, role: str, kept: Replica, seen: Replica
) -> None:
    speak(language)
    grant = Grant("coordination" if role == "coordination" else "rapporteur", seen.now)
    view = view_for(seen, place, grant)
    wish = Wish(place.page, place.reads, place.by_filters, grant, {"region": ["01"]}, language)
    made = making.made(recipe(lambda: seen, wish, view, "click", 1), "click")
    here = shown(place.page, place.reads, view_for(kept, place, grant))
    assert repr(made.page) == repr(here)
    assert made.state == (view.version, view.now)
    speak("en")


def test_what_a_grant_does_not_open_is_refused_there_too(seen: Replica) -> None:
    place = next(place for place in PLACES if place.url_path == "case")
    view = view_for(seen, place, Grant("rapporteur", seen.now))

    with pytest.raises(NoAccess):
        of(seen.copy, computed_there, ("v", NOW), view.filters, case.figures, ("K-1", ()), {})
