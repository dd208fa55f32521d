"""Lists that a viewer arranges: what is found, in which order, and which columns."""

from dataclasses import replace
from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from documents.page import Choice, Page, Section, Several, TextField
from documents.sheet import Column, Csv, Phrase, Table
from screen.language.formats import in_order
from screen.sections.shared.lists import AS_GIVEN, Listed, arranged, numbers, of_words, section
from tests.pages.drawing import choice, every, html, switches
from tests.screen.view.test_stamp import a_view

NAMES = st.sampled_from(("Åland", "Äänekoski", "Oulu", "oulu", "Zeta", "K-12", ""))
ROWS = st.lists(st.fixed_dictionaries({"name": NAMES, "days": st.integers(0, 3)})).map(
    lambda rows: [{**row, "place": place} for place, row in enumerate(rows)]
)


def columns() -> list[Listed]:
    days = Listed("days", Column("Days"), lambda row: Phrase(f"{row['days']} days"), lambda rows: rows["days"])
    return [of_words("name", "Name", lambda row: Phrase(row["name"]), "name"), days]


def rows_of(found: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in found.to_dict("records")]


def frame_of(rows: list[Any]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["name", "days", "place"])


HEAD = Section("page-list", "A heading", (), "below it", "open_cases", "page/list", "A list")


@given(ROWS, st.sampled_from(("", "  ", "OULU", "k-1", "2 days", "nothing")))
def test_exactly_those_rows_are_found_that_have_the_words_in_a_cell(rows: list[Any], search: str) -> None:
    found = rows_of(arranged(frame_of(rows), search, AS_GIVEN, columns()))
    words = search.strip().lower()
    assert found == [row for row in rows if words in row["name"].lower() or words in f"{row['days']} days"]


@given(ROWS, st.sampled_from(("name", "days", "no such column")), st.booleans())
def test_every_row_stays_and_those_alike_stay_as_they_came(rows: list[Any], key: str, down: bool) -> None:
    found = rows_of(arranged(frame_of(rows), "", f"-{key}" if down else key, columns()))
    assert sorted(row["place"] for row in found) == list(range(len(rows)))
    if key == "no such column":
        assert found == rows
        return
    worth = [in_order(row["name"]) if key == "name" else row["days"] for row in found]
    assert worth == sorted(worth, reverse=down)
    for one, other in zip(range(len(found)), range(1, len(found)), strict=False):
        assert worth[one] != worth[other] or found[one]["place"] < found[other]["place"]


def test_letters_after_z_come_last() -> None:
    rows = pd.DataFrame([{"name": name, "days": 0} for name in ("Äänekoski", "Åland", "Zeta")])
    assert arranged(rows, "", "name", columns())["name"].tolist() == ["Zeta", "Åland", "Äänekoski"]


def test_a_file_holds_the_words_and_the_numbers_themselves_of_the_columns_that_are_shown() -> None:
    rows = pd.DataFrame([{"name": "K-1", "days": 41.25, "secret": "x"}])
    assert numbers(rows, columns()).to_dict("records") == [{"name": "K-1", "days": 41.25}]
    assert list(numbers(rows, columns()[:1])) == ["name"]


def list_on_a_page(rows: int = 12, role: str = "coordination", **parameters: str | tuple[str, ...]) -> Page:
    given = {name: (value,) if isinstance(value, str) else value for name, value in parameters.items()}
    view = a_view(role)
    view = replace(view, address=replace(view.address, page=given))
    listed = pd.DataFrame([{"case_id": f"K-{n}", "name": f"K-{n}", "days": n} for n in range(rows)])
    return Page("", "A page", parts=(section(HEAD, listed, columns(), view, ("all", "rows")),))


def test_ten_rows_stand_at_first_and_all_where_they_are_wanted() -> None:
    page = list_on_a_page()
    assert "10 of 12" in html(page)
    assert ">K-11<" not in html(page)
    assert switches(page) == {"rows": False}
    page = list_on_a_page(all="rows")
    assert "12 of 12" in html(page)
    assert ">K-11<" in html(page)
    assert switches(page) == {"rows": True}
    assert switches(list_on_a_page(10)) == {}


def test_a_list_of_an_agencys_own_cases_says_that_it_is_one() -> None:
    assert "10 of 12 · Your agency’s cases only" in html(list_on_a_page(role="agency"))
    assert "Your agency" not in html(list_on_a_page())


def test_the_list_says_what_it_is_and_what_the_access_log_keeps() -> None:
    [listed] = list_on_a_page().parts
    assert isinstance(listed, Section)
    assert (listed.name, listed.heading, listed.below) == ("page-list", "A heading", "below it")
    assert (listed.indicator, listed.logged) == ("open_cases", "page/list")
    assert listed.cases == tuple(f"K-{n}" for n in range(10)), "those that are shown"
    [table] = [part for part in every([listed]) if isinstance(part, Table)]
    assert table.caption == "A list"


def test_a_search_and_an_order_arrange_the_list_and_the_count_says_of_how_many() -> None:
    page = list_on_a_page(search=" k-7 ")
    assert "1 of 12" in html(page)
    assert ">K-7<" in html(page)
    [field] = [part for part in every(page.parts) if isinstance(part, TextField)]
    assert (field.parameter, field.text) == ("search", " k-7 ")
    page = list_on_a_page(order="-days")
    assert html(page).index(">K-11<") < html(page).index(">K-2<")
    assert choice(page, "order").chosen == "-days"


def test_the_orders_are_as_it_comes_and_up_and_down_by_each_column() -> None:
    order: Choice = choice(list_on_a_page(order="no such column"), "order")
    assert (order.chosen, order.usual) == (AS_GIVEN, AS_GIVEN)
    assert [code for code, _words in order.options] == [AS_GIVEN, "name", "-name", "days", "-days"]


def test_a_column_can_be_left_out_but_not_the_first() -> None:
    page = list_on_a_page()
    assert "5 days" in html(page)
    assert several(page).chosen == ("days",)
    page = list_on_a_page(columns="none")
    assert several(page) == Several("columns", "Columns", (("days", "Days"),), ())
    assert "5 days" not in html(page)
    assert ">K-5<" in html(page)
    [file] = [part for part in every(page.parts) if isinstance(part, Csv)]
    assert list(file.frame) == ["name"]


def several(page: Page) -> Several:
    [found] = [part for part in every(page.parts) if isinstance(part, Several)]
    return found


def test_where_nothing_is_found_it_says_what_was_looked_for() -> None:
    page = list_on_a_page(1, search="<b>")
    assert "Nothing in this list has ‘&lt;b&gt;’ in it." in html(page)
    assert not [part for part in every(page.parts) if isinstance(part, Table | Csv)]
