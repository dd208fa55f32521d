"""Pages are made a few at a time; who clicks does not wait for what news have asked for."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from screen.frame import live, services
from screen.frame.visit import MADE_FOR_CLICKS, MADE_FOR_NEWS
from store.case import tables
from store.source import engine
from tests.rows import a_case, an_agency
from tests.screen.visits import Installation, Visitor

PATIENCE = 20.0


def test_a_click_is_answered_while_pages_are_made_for_news(installation: Installation) -> None:
    assert installation
    visitor = Visitor().sign_in("coordination")
    with MADE_FOR_NEWS:
        visitor.app.query_params["period"] = "3m"  # a page that nobody has seen yet
        assert visitor.again().sees_figures


def test_a_kept_page_is_drawn_while_others_are_made(installation: Installation) -> None:
    assert installation
    visitor = Visitor().sign_in("coordination")
    with ExitStack() as making:
        for slot in (MADE_FOR_NEWS, MADE_FOR_CLICKS, MADE_FOR_CLICKS):
            making.enter_context(slot)
        assert visitor.again().sees_figures


def test_what_news_have_asked_for_waits_its_turn_and_is_made_of_the_newest_figures(
    installation: Installation, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert installation
    visitor = Visitor().sign_in("coordination")
    monkeypatch.setattr(live, "told", lambda: True)
    with ThreadPoolExecutor(1) as one:
        with MADE_FOR_NEWS:
            visitor.app.query_params["period"] = "3m"
            drawn = one.submit(visitor.again)
            with pytest.raises(TimeoutError):
                drawn.result(0.5)
            with engine(sqlite_url).begin() as connection:
                connection.execute(insert(tables.agencies), [an_agency("police")])
                connection.execute(insert(tables.cases), [a_case("K-1", datetime.now(UTC) - timedelta(1))])
            services.replica().refresh()
        assert ">1 case</a>" in drawn.result(PATIENCE).html
