"""What a page shows is kept for who takes it away, and its stamp says what, when, of whom and for whom it is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pandas as pd
import pypdf
import pytest
from streamlit.testing.v1 import AppTest

from charts.drawing import Drawing
from documents.pdf import pdf
from documents.sheet import Chart, Column, Figure, Figures, Phrase, Sheet, Table, Words, title_of
from queries.filters import Filters, Grant
from screen.address.address import Address
from screen.frame.figure import Numbers
from screen.frame.stamp import stamp
from screen.language.words import speak
from screen.view.view import View
from tests.documents.sheets import a_broken_chart, a_chart
from tests.screen.visits import Installation, Visitor

NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)
NAMES = {
    "region": {"06": "Pirkanmaa", "01": "Uusimaa"},
    "county": {},
    "agency": {"A": "Police, Uusimaa"},
    "ministry": {"M": "Ministry of the Interior"},
    "form": {},
    "age_group": {"child": "Children"},
}


def a_view(role: Any = "coordination", fixed: bool = False, **chosen: Any) -> View:
    own = {"agency": {"agency": "A"}, "ministry": {"ministry": "M"}}.get(role, {})
    filters = Filters(Grant(role, NOW, **own), NOW - timedelta(days=7) if fixed else NOW, "calendar", **chosen)
    return View(
        compute=lambda indicator: None,
        address=Address(filters, "12m", fixed, ()),
        names=NAMES,
        now=NOW,
        note=lambda event, what: None,
        draw_link=lambda place, label, parameters: None,
    )


def numbers(name: str = "waiting") -> Numbers:
    rows = [[Phrase("Poliisi"), Phrase("3")]]
    return Numbers(name, "Waiting by agency", [Column("Agency"), Column("n")], rows, pd.DataFrame({"n": [3]}))


def shown(view: View, drawing: Drawing) -> list[Sheet]:
    app = AppTest.from_function(_page, default_timeout=30, args=(view, drawing, numbers())).run()
    assert not app.exception
    return list(view.shown.values())


def test_a_page_keeps_what_it_draws_in_order() -> None:
    head, chart, table = shown(a_view(), a_chart())
    assert (head.title, head.blocks) == (
        [Phrase("3 of 9", "attention"), Phrase("wait")],
        [Words("Last 12 months."), Figures([Figure("9", "waiting")])],
    )
    assert title_of(chart) == "Waiting by agency"
    assert [type(block) for block in chart.blocks] == [Chart, Table]
    assert (table.name, title_of(table)) == ("places", "By place")


def test_what_is_drawn_twice_is_kept_once() -> None:
    view = a_view()
    names = [sheet.name for sheet in shown(view, a_chart())]
    assert [sheet.name for sheet in shown(view, a_chart())] == names == ["headline", "waiting", "places"]


def test_a_page_whose_chart_cannot_be_drawn_still_becomes_a_pdf() -> None:
    view = a_view()
    pages = pypdf.PdfReader(BytesIO(pdf(shown(view, a_broken_chart()), stamp(view, "Handovers")))).pages
    assert "This chart could not be drawn." in pages[1].extract_text()
    assert "Poliisi" in pages[1].extract_text()


def test_the_stamp_says_what_when_of_whom_and_for_whom() -> None:
    made = stamp(a_view(regions=("01", "06"), age_groups=("child",)), "Handovers")
    assert made.what == "Handovers"
    assert made.data == "Data as of 14 Sep 2026, 09:12"
    assert made.filters == "Last 12 months · Region: Uusimaa, Pirkanmaa · Age group: Children"
    assert made.audience == "For officials of the coordination. Exact figures, not for publication."
    assert (made.demo, made.language) == ("", "en")


def test_a_moment_that_is_fixed_and_data_that_is_old_are_told() -> None:
    old = replace(a_view(fixed=True), stale_since=NOW, demo=True)
    assert stamp(old, "").data == (
        "As it was on 7 Sep 2026, 09:12, from the data of 14 Sep 2026, 09:12, not updated since 09:12"
    )
    assert stamp(old, "").demo == "Demo data"
    assert stamp(a_view(), "").filters.endswith("All cases")


@pytest.mark.parametrize(
    ("role", "whose"),
    [
        ("agency", "Police, Uusimaa"),
        ("ministry", "Ministry of the Interior"),
        ("rapporteur", "the National Rapporteur"),
    ],
)
def test_the_stamp_names_whose_figures_they_are(role: str, whose: str) -> None:
    assert f"officials of {whose}." in stamp(a_view(role), "").audience


def test_the_stamp_speaks_the_language_of_the_viewer() -> None:
    speak("fi")
    try:
        assert stamp(a_view(), "").language == "fi"
    finally:
        speak("en")


def test_a_page_with_nothing_to_take_away_offers_nothing(installation: Installation) -> None:
    visitor = Visitor().sign_in("coordination")
    assert "No cases in this period" in visitor.html
    assert not list(visitor.app.get("download_button"))


def _page(view: "View", drawing: "Drawing", numbers: "Numbers") -> None:
    from documents.sheet import Column, Figure, Phrase
    from screen.frame import figure

    figure.headline(view, "3 of 9", "wait", "Last 12 months.")
    figure.large_figures(view, [Figure("9", "waiting")])
    figure.draw(drawing, numbers, view)
    figure.table(view, "places", "By place", [Column("Place"), Column("n")], [[Phrase("Uusimaa"), Phrase("2")]])
