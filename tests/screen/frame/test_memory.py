"""What a session keeps: nothing that would keep the facts of an older version in memory."""

import gc
import weakref

import pytest
from sqlalchemy import insert

import dashboard
from screen.frame import services
from screen.frame.visit import Place
from store.case import tables
from store.source import engine
from tests.rows import LONG_AGO, a_case, a_handover, an_agency
from tests.screen.visits import Installation, Visitor

EVERY = (*dashboard.places(), *dashboard.more())
PLACES = [place for place in EVERY if place.kept]


@pytest.mark.parametrize("place", PLACES, ids=[place.url_path for place in PLACES])
def test_an_open_page_does_not_keep_the_facts_of_an_older_version(
    installation: Installation, sqlite_url: str, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dashboard, "places", lambda: [place])  # the first place lives at /
    monkeypatch.setattr(dashboard, "more", lambda: [one for one in EVERY if one != place])
    with engine(sqlite_url).begin() as connection:
        connection.execute(insert(tables.agencies), [an_agency("A"), an_agency("B")])
        connection.execute(insert(tables.cases).values(a_case("K-1")))
        connection.execute(insert(tables.handovers).values(a_handover("K-1", LONG_AGO)))
    visitor = Visitor(period="all").sign_in("coordination")
    if "reason-show" in {button.key for button in visitor.app.button}:
        visitor.say_why()
    replica = services.replica()
    older = weakref.ref(replica.copy)
    with engine(sqlite_url).begin() as connection:
        connection.execute(insert(tables.cases).values(a_case("K-2")))
    while replica.copy is older():
        replica.refresh()
    gc.collect()
    assert older() is None
    assert installation
    assert "s-headline" in visitor.html
