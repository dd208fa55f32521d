"""Yearly report: its sentence, tables and files, from made figures; a rapporteur and a ministry see it too."""

from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from config.codes import EXPLOITATION_FORMS, VICTIM_AGE_GROUPS
from documents.page import Page, Workbook
from documents.sheet import Csv
from documents.xlsx import xlsx
from indicators import yearly as indicators
from pages import yearly
from queries.access import Grant
from queries.filters import Filters
from screen.address.address import Address
from screen.sections.yearly_tables import numbers, subjects, table
from screen.view.stamp import stamp
from screen.view.view import View
from tests.asking import RULES, SHIPPED
from tests.pages.drawing import NOW, every, found_in, html, page_drawn

CHILDREN = [rule for rule in RULES if rule.is_about_children]


def a_year(year: int, opened: int = 12, **changes: Any) -> Any:
    sent: dict[str, Any] = {
        "total": 40,
        "answered": 30,
        "pending": 5,
        "overdue": 2,
        "median_response_days": 6.25,
        "median_interval_days": [5.0, None],
        "answered_within_target": 0.61,
        "answered_within_target_interval": [0.5, 0.7],
        "beyond_last_observation": False,
    }
    return {
        "year": year,
        "complete": year < 2026,
        "cases": {"in_scope": 30, "opened": opened, "closed": 0, "open": 25},
        "opened_by_form": {code: opened if code == "labour" else 0 for code in EXPLOITATION_FORMS},
        "opened_by_age_group": {code: opened if code == "child" else 0 for code in VICTIM_AGE_GROUPS},
        "handovers": sent,
        "involvement": {
            "cases": 30,
            "agencies_per_case_mean": 3.14,
            "police_social_health_share": 0.4,
            "police_social_health_share_interval": [0.25, 0.58],
        },
        "deadlines": {"ended": 0, "met_in_time": 0, "met_share": None, "met_share_interval": [None, None]},
        "children": [{"rule": rule.code, "of": 7, "missing": 3, "left_out": 0} for rule in CHILDREN],
        **changes,
    }


def report(*years: Any) -> Any:
    return {"record_begins": "2024-03-05" if years else None, "years": list(years)}


def view_of(made: Mapping[str, Any], grant: Grant) -> View:
    known: dict[Any, Any] = {indicators.report: made}
    address = Address(Filters(grant, NOW), "12m", False)
    return View(found_in(known), address, {"agency": {}, "ministry": {}}, NOW, lambda *_: None, SHIPPED)


def run(made: Mapping[str, Any], role: Any = "rapporteur") -> Page:
    grant = Grant(role, NOW, ministry="m" if role == "ministry" else None, agency="a" if role == "agency" else None)
    return page_drawn("yearly", view_of(made, grant))


@pytest.mark.parametrize(
    ("years", "said"),
    [
        ([a_year(2024), a_year(2025, 1), a_year(2026)], "1 case was opened in 2025, 12 the year before"),
        ([a_year(2025), a_year(2026)], "12 cases were opened in 2025"),
        ([a_year(2026, 3)], "3 cases were opened in 2026 so far"),
    ],
)
def test_the_sentence_is_about_the_last_year_that_is_complete(years: list[Any], said: str) -> None:
    assert yearly.headline(years) == said


def test_the_year_that_runs_is_marked_and_small_numbers_are_called_exact() -> None:
    shown = html(run(report(a_year(2025), a_year(2026))))
    assert "2026, incomplete" in shown
    assert "2025, incomplete" not in shown
    assert "The record begins on 5 Mar 2024." in shown
    assert "Not yet made safe for publication." in shown


def test_zero_no_data_and_not_reached_are_three_different_things() -> None:
    nothing = {"total": 0, "median_response_days": None, "median_interval_days": [None, None]}
    empty = a_year(2025, handovers={**a_year(2025)["handovers"], **nothing})
    made = {subject.name: table(subject, [a_year(2024), empty], a_view()).rows for subject in subjects(a_view())}
    words = {name: {row[0].text: [cell.text for cell in row[1:]] for row in rows} for name, rows in made.items()}
    assert words["cases"]["Closed"] == ["0", "0"]
    assert words["handovers"]["95% range of the median, to"] == ["not reached", "no data"]
    assert words["handovers"]["Median response delay"] == ["6.2", "no data"]
    assert words["deadlines"]["Share met in time, 95% range"] == ["no data", "no data"]


def test_the_files_hold_all_years_unrounded_and_leave_missing_cells_empty() -> None:
    years = [a_year(2024), a_year(2026)]
    made = {subject.name: numbers(subject, years) for subject in subjects(a_view())}
    sent = made["handovers"].set_index("Figure")
    assert list(sent.columns) == ["2024", "2026, incomplete"]
    assert sent.loc["Median response delay", "2024"] == 6.25
    assert sent.loc["95% range of the median, to", "2024"] is None
    [workbook] = [part for part in every(run(report(*years)).parts) if isinstance(part, Workbook)]
    tables = {title: file.frame for title, file in workbook.tables}
    stamped = replace(stamp(a_view(), "Yearly report"), filters=workbook.filters)
    book = openpyxl.load_workbook(BytesIO(xlsx(tables, stamped)))
    assert book.sheetnames == [name[:31] for name in tables]
    assert len(tables) == len(made)
    cells = [[cell.value for cell in row] for row in book["Cases"].iter_rows()]
    assert ["Opened", 12, 12] in cells
    assert any("each calendar year, whatever the period" in str(row[0]) for row in cells)


def test_only_the_last_years_are_on_the_screen() -> None:
    shown = html(run(report(*(a_year(year) for year in range(2010, 2027)))))
    assert ">2018<" not in shown
    assert ">2019<" in shown
    assert "The last 8 years; a file holds them all." in shown


def test_a_report_without_any_case_says_so() -> None:
    page = run(report())
    assert "No data for a yearly report" in html(page)
    assert not any(isinstance(part, Csv | Workbook) for part in every(page.parts))


@pytest.mark.parametrize("role", ["rapporteur", "ministry", "coordination", "agency"])
def test_who_sees_figures_sees_the_report(role: Any) -> None:
    assert "12 cases were opened in 2025" in html(run(report(a_year(2025)), role))


def a_view() -> View:
    return view_of(report(), Grant("coordination", NOW))
