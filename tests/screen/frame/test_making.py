"""Who clicks is shown a page at once, also while a newer one is made; who follows news gets the newest."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from screen.frame import live, services, visit
from screen.view import making
from screen.view.making import Asks, Made, Recipe
from store.case import tables
from store.errors import FactsAway
from store.facts.replica import Replica
from store.source import engine
from tests.rows import a_case, an_agency
from tests.screen.visits import Installation, Visitor

ONE_CASE = ">1 case</a>"


def open_a_case(url: str) -> None:
    with engine(url).begin() as connection:
        connection.execute(insert(tables.agencies), [an_agency("police")])
        connection.execute(insert(tables.cases), [a_case("K-1", datetime.now(UTC) - timedelta(1))])
    services.replica().refresh()


def test_who_clicks_is_shown_the_page_of_a_moment_ago_and_news_bring_the_newer_one(
    installation: Installation, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert installation
    visitor = Visitor().sign_in("coordination")
    open_a_case(sqlite_url)
    assert ONE_CASE not in visitor.again().html
    monkeypatch.setattr(live, "told", lambda: True)
    assert ONE_CASE in visitor.again().html


def test_a_page_of_longer_ago_is_made_anew_for_who_clicks(
    installation: Installation, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert installation
    visitor = Visitor().sign_in("coordination")
    open_a_case(sqlite_url)
    monkeypatch.setattr(visit, "STILL_GOOD", timedelta(0))
    assert ONE_CASE in visitor.again().html


def test_a_page_that_cannot_be_made_anew_stays_and_is_called_old(
    installation: Installation, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert installation

    def away(*_given: object) -> Made:
        raise FactsAway("nobody answers")

    visitor = Visitor().sign_in("coordination")
    assert "Not updated since" not in visitor.again().html
    monkeypatch.setattr(visit, "STILL_GOOD", timedelta(0))
    monkeypatch.setattr(making, "made", away)
    open_a_case(sqlite_url)
    assert "Not updated since" in visitor.again().html
    assert visitor.sees_figures


def test_a_newer_page_that_others_were_given_meanwhile_is_not_called_old(
    installation: Installation, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert installation
    make = making.made

    def made_for_others(recipe: Recipe, asks: Asks) -> Made:
        make(recipe, asks)
        raise FactsAway("nobody answers")

    visitor = Visitor().sign_in("coordination")
    monkeypatch.setattr(visit, "STILL_GOOD", timedelta(0))
    monkeypatch.setattr(making, "made", made_for_others)
    open_a_case(sqlite_url)
    seen = visitor.again().html
    assert ONE_CASE in seen
    assert "Not updated since" not in seen


def test_figures_that_are_not_up_to_date_are_called_so_also_once_the_moment_of_figures_has_gone_on(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert installation
    visitor = Visitor().sign_in("coordination")
    long_ago = datetime.now(UTC) - timedelta(minutes=11)  # since then a full ten minutes have come
    monkeypatch.setattr(Replica, "stale_since", long_ago)
    assert "Not updated since" in visitor.again().html
