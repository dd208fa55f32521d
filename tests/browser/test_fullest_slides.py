"""Slides with as much on them as figures can bring: nothing is cut off and everything is read from the back row.

The sheets are laid out in a page of the running app, for its fonts; the app itself need not hold such figures.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import BrowserContext, Page

from charts.drawing import Look, Recipe
from config.languages import ENGLISH, LANGUAGES
from config.vocabulary import codes
from documents.picture import svg_of
from documents.sheet import Sheet
from documents.slide import TIGHT_FROM, slide
from screen.language.words import language, speak
from screen.sections.meeting import deck
from screen.sections.meeting.slides import actions, children, deadlines, regions, since, waiting
from tests.asking import RULES
from tests.browser.conftest import Site
from tests.browser.test_meeting import WALL, fits, is_read_from_the_back_row
from tests.screen.sections.meeting import made_figures as made
from tests.screen.sections.meeting.test_slides import view

pytestmark = pytest.mark.browser

NAME = "Welfare county of Southern Ostrobothnia, child and adolescent psychiatry {n}"
WHAT = "Ask the reception centre and the assistance system who answers for the two oldest handovers. " * 4
LONGEST_FLAG = {"weeks": 4, "flag": "two_of_three", "side": "above"}


@pytest.fixture
def wall(site: Site, visitor: BrowserContext) -> Page:
    page = visitor.new_page()
    page.set_viewport_size({"width": WALL["width"], "height": WALL["height"]})
    page.goto(site.url)
    page.get_by_label("User name").wait_for()
    return page


@pytest.fixture(params=LANGUAGES)
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    speak(request.param)
    yield request.param
    speak(ENGLISH)


def fullest() -> list[Sheet]:
    many = view(**{f"A{n:02}": NAME.format(n=n) for n in range(40)})
    long_names = {"02": "Southwest Finland and its archipelago", "17": "Northern Ostrobothnia"}
    of_regions = replace(many, names={**many.names, "region": {**many.names["region"], **long_names}})
    flags = [{**LONGEST_FLAG, "key": key} for key in codes("charted")]
    agreed = [made.action(n, "late", what=WHAT, who=NAME, about_kind="region", figure_then=10) for n in range(12)]
    rules = [made.rule("social_services_for_children", 172, 1178), *(made.rule(f"r{n}", 120, 360) for n in range(12))]
    return [
        since.sheet("since", {**made.SINCE, "flags": flags, "without_responsible_agency": 6}),
        waiting.sheet("waiting", made.waiting(10, 1200, 300), many),
        waiting.sheet("waiting by sector", made.waiting(40, 1200, 300), many),
        deadlines.sheet("deadlines", made.deadlines(deadlines.ROWS), many),
        deadlines.sheet("deadlines by sector", made.deadlines(12), many),
        children.sheet("children", {"rules": rules}, RULES),
        regions.sheet("regions", made.regions(R02=1552, R17=1215, R06=1000, R21=0, Runknown=112), of_regions),
        actions.sheet("actions", {"actions": agreed}, 2),
        actions.sheet("actions in two lines", {"actions": agreed[: TIGHT_FROM - 1]}, 2),
    ]


DECK = """([css, html, slide]) => {
  document.body.innerHTML = '<div></div>';
  const root = document.body.firstChild.attachShadow({ mode: "open" });
  root.innerHTML = `<style>${css}</style>${html}`;
  const put = (part, within) => { root.querySelector(part).innerHTML = within };
  put(".meeting", "Coordination meeting, Tuesday 15 September 2026");
  put(".demo", "Demo data");
  put(".keys", "<button><kbd>F</kbd>full screen</button><button><kbd>Esc</kbd>leave</button>");
  put(".slide", slide);
  root.querySelector(".demo").hidden = false;
}"""


def _on_the_wall(recipe: Recipe) -> str:
    return svg_of(recipe.drawn(Look("projector", language())))


def show(page: Page, sheet: Sheet) -> None:
    """The slide in the deck's own markup, apart from the styles of the page around it."""
    html = (deck.HOME / "deck.html").read_text(encoding="utf-8")
    page.evaluate(DECK, [deck.css("deck", ".deck"), html, slide(sheet, _on_the_wall)])
    page.evaluate("document.fonts.ready.then(() => null)")


def test_the_fullest_slides_fit_and_are_read_from_the_back_row(wall: Page, spoken: str) -> None:
    for sheet in fullest():
        show(wall, sheet)
        fits(wall, sheet.name)
        is_read_from_the_back_row(wall)
