"""Pages are plain values, whatever they show, and every chart that any of them holds can be drawn by every medium."""

import pickle
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

import charts as charts_of_the_product
from charts.colours import Theme, palette
from charts.drawing import Look, Recipe
from documents.page import Page, Section
from documents.page_as_sheets import sheets
from documents.picture import svg, svg_of
from documents.sheet import Chart, title_of
from screen.sections.meeting.slides import regions, since, waiting
from screen.view.view import View
from tests.naive.world import DAY, World
from tests.pages.drawing import NOW, charts, every, page_drawn, view_of
from tests.rows import a_deadline, a_handover, an_involvement
from tests.screen.sections.meeting import made_figures as made
from tests.screen.sections.meeting.test_slides import view as view_of_slides
from tests.small_world import a_case, small_world

PAGES: dict[str, dict[str, str]] = {
    "overview": {},
    "open_cases": {},
    "handovers": {},
    "cooperation": {},
    "regions": {"beside": "R1"},
    "deadlines": {},
    "case": {"case": "K-0"},
    "yearly": {},
    "data_quality": {},
    "explain": {"indicator": "median_response_delay"},
}
NAMES: dict[str, dict[str, str]] = {
    "region": {"R1": "Uusimaa"},
    "county": {},
    "agency": {"A1": "Police", "A2": "Social services", "A3": "Health care"},
    "ministry": {},
    "form": {"labour": "Forced labour"},
    "age_group": {"adult": "Adult"},
}
THEMES: tuple[Theme, ...] = ("light", "dark", "projector")


def world(cases: int = 160) -> World:
    """Cases of a year and more that three agencies hand to each other, with deadlines before and after NOW."""
    opened = {f"K-{n}": NOW - (3 * n + 5) * DAY for n in range(cases)}
    accepted = {"responded_at": NOW - DAY, "response": "accepted"}
    handovers = [
        a_handover(case_id, at + DAY, "A1", "A2", **(accepted if n % 3 else {}))
        for n, (case_id, at) in enumerate(opened.items())
    ]
    plain = small_world(
        cases=[a_case(case_id, at, responsible_agency="A1") for case_id, at in opened.items()],
        involvements=[an_involvement(case_id, agency, at) for case_id, at in opened.items() for agency in ("A1", "A2")],
        handovers=handovers,
    )
    due = {f"K-{n}": (NOW + (n - 7) * DAY).date() for n in range(cases - 140)}
    deadlines = [a_deadline(case_id, "follow_up", day, responsible_agency="A1") for case_id, day in due.items()]
    return replace(plain, tables={**plain.tables, "deadlines": deadlines})


@pytest.fixture(scope="module")
def view() -> View:
    return view_of(NAMES, world())


@pytest.fixture(scope="module")
def again() -> View:
    """The same figures, read and computed once more."""
    return view_of(NAMES, world())


@pytest.fixture(scope="module")
def other() -> View:
    """One case more."""
    return view_of(NAMES, world(161))


def drawn(page: str, of: View) -> Page:
    return page_drawn(page, of, **PAGES[page])


def sections(page: Page) -> dict[str, Section]:
    return {part.name: part for part in every(page.parts) if isinstance(part, Section)}


@pytest.mark.parametrize("page", PAGES)
def test_the_same_figures_make_the_same_page_and_sections(page: str, view: View, again: View) -> None:
    one, other = drawn(page, view), drawn(page, again)
    for name, section in sections(one).items():
        assert section == sections(other)[name], name
    assert one == other


@pytest.mark.parametrize("page", [name for name in PAGES if name != "case"])
def test_a_figure_that_differs_makes_another_page(page: str, view: View, other: View) -> None:
    assert drawn(page, view) != drawn(page, other)


@pytest.mark.parametrize("page", PAGES)
def test_every_sheet_of_a_file_has_a_title_and_a_name_of_its_own(page: str, view: View) -> None:
    found = sheets(drawn(page, view))
    assert all(title_of(sheet) for sheet in found)
    assert len({sheet.name for sheet in found}) == len(found)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_survives_being_pickled(page: str, view: View) -> None:
    made_once = drawn(page, view)
    assert pickle.loads(pickle.dumps(made_once)) == made_once  # noqa: S301


@pytest.mark.parametrize("page", PAGES)
def test_every_chart_is_drawn_in_every_theme_and_in_files_in_the_light_one_on_white(page: str, view: View) -> None:
    for chart in charts(drawn(page, view)):
        check_themes(chart.recipe)


def check_themes(recipe: Recipe) -> None:
    pictures = {theme: svg_of(recipe.drawn(Look(theme)), palette(theme).page) for theme in THEMES}
    assert svg(recipe, "en") == pictures["light"]
    assert len(set(pictures.values())) == len(THEMES)


def test_charts_of_slides_are_drawn_in_every_theme_too() -> None:
    for recipe in of_slides():
        check_themes(recipe)


def test_no_chart_of_the_product_is_forgotten_here(view: View) -> None:
    of_pages = [chart.recipe for page in PAGES for chart in charts(drawn(page, view))]
    used = {recipe.chart.__module__ for recipe in (*of_pages, *of_slides())}
    assert used == set(modules_of_charts())


def modules_of_charts() -> Iterator[str]:
    """Those that make recipes."""
    for file in Path(charts_of_the_product.__path__[0]).glob("*.py"):
        module = import_module(f"charts.{file.stem}")
        if any(getattr(one, "__annotations__", {}).get("return") is Recipe for one in vars(module).values()):
            yield module.__name__


def of_slides() -> list[Recipe]:
    sheets = (
        since.sheet("since", made.SINCE),
        waiting.sheet("waiting", made.waiting(3), view_of_slides()),
        regions.sheet("regions", made.regions(R01=3, R06=1), view_of_slides()),
    )
    return [block.recipe for sheet in sheets for block in sheet.blocks if isinstance(block, Chart)]
