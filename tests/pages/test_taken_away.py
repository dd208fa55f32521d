"""Each page as it is taken away holds each table and chart that it shows, in the order of the page."""

import re
from collections.abc import Iterator, Sequence
from html import unescape

import pytest

from documents.page import HEADLINE, Page
from documents.page_as_sheets import sheets
from documents.sheet import Chart, Figures, Sheet, Table, title_of
from screen.frame import shell
from screen.frame.visit import Place
from screen.view import recipes
from store.own.users import User
from tests.screen.visits import Visitor

PAGES: dict[str, dict[str, str]] = {
    "overview": {},
    "open_cases": {},
    "handovers": {},
    "cooperation": {"rule": "social_services_for_children", "sector": "police", "other_sector": "social"},
    "regions": {"beside": "01"},
    "deadlines": {},
    "yearly": {},
    "explain": {"indicator": "open_cases"},
    "data_quality": {},
}
CAPTION = re.compile(r"<caption>(.*?)</caption>")


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[list[Sheet]]:
    """What was offered to take away, the latest last."""
    offered: list[list[Sheet]] = []

    def offer(page: Page) -> list[Sheet]:
        offered.append(sheets(page))
        return offered[-1]

    monkeypatch.setattr(recipes, "sheets", offer)
    return offered


@pytest.fixture
def first(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The page that is entered, once its url_path is put in here."""
    wanted: list[str] = []
    enter = shell.enter

    def enter_there(user: User | None, places: Sequence[Place], more: Sequence[Place]) -> None:
        enter(user, sorted([*places, *more], key=lambda place: place.url_path not in wanted), [])

    monkeypatch.setattr(shell, "enter", enter_there)
    return wanted


def words_of(shown: Sequence[Sheet]) -> Iterator[str]:
    """Titles, and captions where they are others."""
    for sheet in shown:
        if sheet.name != HEADLINE:
            yield title_of(sheet)
        yield from (block.caption for block in sheet.blocks if isinstance(block, Table) and block.caption)


def charts_said(shown: Sequence[Sheet]) -> list[str]:
    """The titles of sheets with a chart."""
    return [title_of(sheet) for sheet in shown if any(isinstance(block, Chart) for block in sheet.blocks)]


def charts_of(visitor: Visitor) -> list[str]:
    """The text alternatives of the charts on the page."""
    return [part.proto.alt for part in visitor.app.get("vega_lite_chart") if part.proto.alt]


def unfolded(visitor: Visitor) -> Visitor:
    """The page with everything open that is folded away, the numbers of each chart too."""
    state = visitor.app.session_state
    for key in list(state):
        if key.startswith("folded-"):
            state[key] = True
    return visitor.again()


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("url_path", PAGES)
def test_every_table_and_chart_of_a_page_is_taken_away(
    url_path: str, first: list[str], taken: list[list[Sheet]]
) -> None:
    first.append(url_path)
    visitor = unfolded(Visitor(period="all", **PAGES[url_path]).sign_in("coordination"))
    kept = list(words_of(taken[-1]))
    drawn = [block for sheet in taken[-1] for block in sheet.blocks if isinstance(block, Chart)]
    charts = [chart.recipe.alt for chart in drawn]
    captions = [unescape(caption) for caption in CAPTION.findall(visitor.html)]
    for chart in drawn:
        if chart.narrow:  # a file has the chart itself
            captions.remove(chart.narrow.caption)
    assert captions
    assert [caption for caption in captions if caption not in kept] == []
    assert [alt for alt in charts_of(visitor) if alt not in charts] == []
    if url_path != "yearly":  # its tables stand row by row in two columns
        assert [words for words in kept if words in captions] == captions


@pytest.mark.usefixtures("installed")
def test_the_tiles_are_taken_away_under_the_headline(first: list[str], taken: list[list[Sheet]]) -> None:
    first.append("overview")
    Visitor(period="all").sign_in("coordination")
    [tiles] = [block for block in taken[-1][0].blocks if isinstance(block, Figures)]
    assert len(tiles.figures) == 5
    assert charts_said(taken[-1]) == ["Map: waiting handovers"]
