"""Pages on the screen: every part is drawn, in order, and what a viewer does reaches the frame."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
import streamlit as st
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from charts.colours import Theme, palette
from charts.drawing import Look
from documents.page import Control, Link, Page, Section
from documents.screen import File, Instead, Labels, Stage
from documents.sheet import Click, Words
from tests.documents.made_page import CLICK, LINK, a_page
from tests.documents.sheets import STAMP

LABELS = Labels("Numbers as a table", "Download as CSV", "Picture as PNG", "Picture as SVG")
CONTROLS = ["Choice", "Several", "Switch", "TextField", "Button"]


@dataclass
class Frame:
    """What the renderer handed to the frame around it, in order."""

    controls: list[str] = field(default_factory=list)
    clicks: list[tuple[Click, Mapping[str, Any]]] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    logged: list[str] = field(default_factory=list)
    cases: list[str] = field(default_factory=list)
    refused: str = ""
    live: list[str] = field(default_factory=list)

    def stage(self, look: Look) -> Stage:
        return Stage(
            look=look,
            labels=LABELS,
            explain=lambda key: (f"definition of {key}", f"explain?indicator={key}"),
            stamp=STAMP,
            control=self.control,
            clicked=lambda click, mark: self.clicks.append((click, mark)),
            link=self.links.append,
            address=lambda link: f"{link.page}?{link.parameters}",
            file=self.files.append,
            rows_shown=self.rows_shown,
            unfolded=lambda: None,
            of={"period_from": "2026-10-01"},
        )

    def rows_shown(self, what: str, cases: tuple[str, ...]) -> Instead:
        self.logged.append(what)
        self.cases.extend(cases)
        return (lambda: st.html(self.refused)) if self.refused else None

    def control(self, control: Control) -> None:
        self.controls.append(type(control).__name__)


def drawn(page: Page | None = None, look: Look | None = None) -> tuple[AppTest, Frame]:
    """The page on the screen, and what the frame got."""
    frame = Frame()
    shown = a_page(draw=lambda: frame.live.append("drawn")) if page is None else page
    app = AppTest.from_function(_page, default_timeout=30, args=(shown, frame.stage(look or Look())))
    return ran(app), frame


def _page(page: "Page", stage: "Stage") -> None:
    from documents import screen

    screen.draw(page, stage)


def ran(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception, app.exception
    return app


def html(app: AppTest) -> str:
    return "\n".join(part.proto.body for part in app.get("html"))


def charts(app: AppTest) -> list[Any]:
    return [part.proto for part in app.get("vega_lite_chart")]


def test_words_tables_figures_and_headings_are_html_with_their_definitions() -> None:
    app, _frame = drawn()
    shown = html(app)
    said = [
        '<h1 class="s-headline"><span class="s-attention">3 of 9</span> wait</h1>',
        '<p class="s-below">Last 12 months.</p>',
        'class="s-tile"',
        ">Waiting by agency<",
        "As of now",
        "<span class=s-key-data>waiting</span>",
        "Outer words.",
        "<caption>By place</caption>",
        "Three cases",
        "Name one.",
    ]
    places = [shown.index(words) for words in said]
    assert places == sorted(places)
    assert 'href="explain?indicator=open"' in shown
    assert "definition of waiting" in shown


def test_parts_of_html_that_follow_each_other_are_one_message() -> None:
    page = a_page()
    app, _frame = drawn()
    [columns] = [part for part in page.parts if hasattr(part, "columns")]
    assert len(app.columns) == len(columns.columns)
    messages = [part.proto.body for part in app.get("html")]
    assert any(">Waiting by agency<" in one and "s-key-data" in one for one in messages)


def test_html_that_was_made_for_others_is_drawn_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    page, kept = a_page(), dict[Any, Any]()

    def drawn_with(look: Look) -> str:
        stage = replace(Frame().stage(look), kept=kept)
        return html(ran(AppTest.from_function(_page, default_timeout=30, args=(page, stage))))

    first = drawn_with(Look())
    monkeypatch.setattr("documents.html.table", lambda *_: "made anew")
    assert drawn_with(Look()) == first
    assert "made anew" in drawn_with(Look(theme="projector")), "its colours are others"


def test_what_is_called_after_a_click_does_not_hold_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit keeps it for as long as a tab is open, with whatever it holds."""
    called = []
    monkeypatch.setattr("streamlit.vega_lite_chart", lambda **given: called.append(given["on_select"]))
    drawn()
    held = [cell.cell_contents for one in called if callable(one) for cell in one.__closure__ or ()]
    assert held
    assert not any(isinstance(one, Stage) for one in held)


def test_every_control_link_and_what_only_a_screen_has_reaches_the_frame() -> None:
    app, frame = drawn()
    assert frame.controls == [*CONTROLS, "Choice"]
    assert frame.links == [LINK]
    assert any(f'href="{LINK.page}?' in part.proto.body for part in app.get("html"))
    assert frame.live == ["drawn"]
    assert frame.logged == ["page/attention"]
    assert not app.code


def test_charts_have_their_text_alternative_and_the_colours_of_the_look() -> None:
    themes: tuple[Theme, ...] = ("light", "dark", "projector")
    for theme in themes:
        app, _frame = drawn(look=Look(theme))
        assert [chart.alt for chart in charts(app)] == ["Three agencies wait.", "One region waits."]
        assert all(palette(theme).data in chart.spec for chart in charts(app))


def test_charts_write_numbers_in_the_language_of_the_look() -> None:
    for language, decimal in (("en", None), ("fi", ",")):
        app, _frame = drawn(look=Look(language=language))
        for chart in charts(app):
            config = json.loads(chart.spec)["config"]
            assert config.get("locale", {}).get("number", {}).get("decimal") == decimal


def test_files_are_offered_by_name_and_made_when_they_are_asked_for() -> None:
    _app, frame = drawn()
    files = {file.name: file for file in frame.files}
    assert list(files) == ["all.xlsx", "more.csv", "every.csv", "map.png", "map.svg"]
    assert [file.label for file in frame.files] == [
        "All tables as XLSX",
        LABELS.csv,
        LABELS.csv,
        LABELS.png,
        LABELS.svg,
    ]
    assert files["more.csv"].logged == "more"
    assert b",period_from\r\n" in files["more.csv"].make()
    assert b"Poliisi" in files["more.csv"].make()
    assert b",2026-10-01\r\n" in files["every.csv"].make()
    assert replace(files["more.csv"], days="2026-10-01--2026-10-31").name_to_keep == (
        "saumaton-more-2026-10-01--2026-10-31.csv"
    )
    assert files["every.csv"].logged == "lists/waiting"
    assert b"Poliisi" in files["every.csv"].make()
    assert files["map.svg"].make().startswith(b"<svg")
    assert files["map.png"].make().startswith(b"\x89PNG")
    assert files["all.xlsx"].make().startswith(b"PK")


@pytest.mark.parametrize(
    ("key", "files"),
    [("folded-numbers-waiting", ["waiting.csv", "waiting.png", "waiting.svg"]), ("folded-question", [])],
)
def test_what_is_folded_reaches_the_browser_once_it_is_opened(key: str, files: list[str]) -> None:
    app, frame = drawn()
    assert [expander.label for expander in app.expander] == [LABELS.numbers, "Question 1 of 1"]
    assert (table := "<caption>Waiting by agency</caption>") not in html(app)
    closed = [file.name for file in frame.files]
    frame.files.clear()
    app.session_state[key] = True
    assert table in html(ran(app))
    assert sorted({file.name for file in frame.files} - set(closed)) == files
    assert [code.value for code in app.code] == (["SELECT 1"] if key == "folded-question" else [])


def test_a_click_on_a_mark_reaches_the_frame_with_what_it_shall_do() -> None:
    app, frame = drawn()
    select(app, [{"code": "01"}])
    assert frame.clicks == [(CLICK, {"code": "01"})]
    select(app, [])
    assert len(frame.clicks) == 1


def select(app: AppTest, marks: list[dict[str, str]]) -> None:
    """What the browser sends when marks of the map are selected."""
    states = app._tree.get_widget_states()
    chosen = json.dumps({"selection": {CLICK.on: marks}})
    states.widgets.append(WidgetState(id=charts(app)[1].id, string_value=chosen))
    app._run(states)
    assert not app.exception, app.exception


def test_a_link_to_what_is_shown_already_is_its_words() -> None:
    app, frame = drawn(Page("", "A page", parts=(LINK, replace(LINK, here=True))))
    assert frame.links == [LINK]
    assert f">{LINK.label}<" in html(app)


def test_a_page_that_a_viewer_may_not_see_is_its_notice_alone() -> None:
    app, frame = drawn(Page("", "A title", parts=(Section("one", "One", logged="page/one"),), notice="No access"))
    assert html(app) == '<div class="s-notice" role="alert"><p>No access</p></div>'
    assert frame == Frame()


def test_rows_that_may_not_be_shown_are_replaced_by_words() -> None:
    shown = Page("", "", parts=(Section("one", "One", (Words("K-2"),), logged="page/one"),))
    app = AppTest.from_function(_page, default_timeout=30, args=(shown, Frame(refused="Not now").stage(Look())))
    assert ">One<" in html(ran(app))
    assert "Not now" in html(app)
    assert "K-2" not in html(app)


def test_a_page_without_a_title_has_no_headline() -> None:
    app, _frame = drawn(Page("", "", parts=(Section("one", "One"),)))
    assert "<h1" not in html(app)
    assert ">One<" in html(app)


def test_what_draws_charts_is_fetched_before_the_first_chart() -> None:
    app = AppTest.from_function(_before_any_page, default_timeout=30)
    assert len(charts(ran(app))) == 1


def _before_any_page() -> None:
    from documents import screen

    screen.preload()
