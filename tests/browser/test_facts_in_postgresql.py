"""Facts in PostgreSQL: the screen follows them; while their server is away, figures and their age stay."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect
from sqlalchemy import Engine, make_url

from config.settings import FACTS_URL
from store.demo.making import make_demo
from store.source import engine
from tests.browser.conftest import Site, running
from tests.browser.test_live import HEALS_WITHIN_SECONDS, open_a_case, open_cases, signed_in
from tests.store.servers import BIN, Server, server_of

pytestmark = [pytest.mark.browser, pytest.mark.live]

PATIENCE = 20.0


@pytest.fixture
def served(sqlite_url: str, tmp_path: Path, postgres: Engine) -> Iterator[tuple[Site, Server]]:
    """A dashboard whose facts lie on a server that a test may stop and start."""
    assert postgres  # which makes the user that servers run as
    make_demo(engine(sqlite_url), seed=1, now=datetime.now(UTC))
    with server_of(BIN) as url, running(sqlite_url, tmp_path, settings={FACTS_URL: url}) as site:
        yield site, Server(Path(str(make_url(url).query["host"])))


def test_figures_and_their_age_stay_while_the_server_is_away(
    served: tuple[Site, Server], visitor: BrowserContext
) -> None:
    site, server = served
    page = signed_in(visitor, site)
    before = open_cases(page)
    open_a_case(site.database_url)
    expect(page.locator(".s-tile .s-figure").first).to_have_text(f"{before + 1:,}", timeout=PATIENCE * 1000)

    server.kill()
    expect(page.get_by_text("Not updated since").first).to_be_visible(timeout=PATIENCE * 1000)
    assert open_cases(page) == before + 1
    page.goto(f"{site.url}/handovers?region=01")
    expect(page.get_by_text("Saumaton is not ready.")).to_be_visible()  # for a page that was not drawn before
    assert page.locator("[data-testid=stException]").count() == 0

    open_a_case(site.database_url)
    page.goto(site.url)
    server.start()
    began = time.monotonic()
    expect(page.locator(".s-tile .s-figure").first).to_have_text(f"{before + 2:,}", timeout=PATIENCE * 1000)
    expect(page.get_by_text("Not updated since")).to_have_count(0)
    assert time.monotonic() - began <= HEALS_WITHIN_SECONDS
