"""Lists that a viewer arranges: what is found, in which order, and which columns."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from documents.sheet import Column, Phrase
from screen.language.formats import in_order
from screen.sections.shared.lists import AS_IT_COMES, Head, Listed, arranged, numbers, of_words

NAMES = st.sampled_from(("Åland", "Äänekoski", "Oulu", "oulu", "Zeta", "K-12", ""))
ROWS = st.lists(st.fixed_dictionaries({"name": NAMES, "days": st.integers(0, 3)})).map(
    lambda rows: [{**row, "place": place} for place, row in enumerate(rows)]
)


def columns() -> list[Listed]:
    days = Listed("days", Column("Days"), lambda row: Phrase(f"{row['days']} days"), lambda row: row["days"])
    return [of_words("name", "Name", lambda row: Phrase(row["name"])), days]


def head() -> Head:
    return Head("page-list", ("A heading", "below it"), "A list")


@given(ROWS, st.sampled_from(("", "  ", "OULU", "k-1", "2 days", "nothing")))
def test_exactly_those_rows_are_found_that_have_the_words_in_a_cell(rows: list[Any], search: str) -> None:
    found = arranged(rows, search, AS_IT_COMES, columns())
    words = search.strip().lower()
    assert found == [row for row in rows if words in row["name"].lower() or words in f"{row['days']} days"]


@given(ROWS, st.sampled_from(("name", "days", "no such column")), st.booleans())
def test_every_row_stays_and_those_alike_stay_as_they_came(rows: list[Any], key: str, down: bool) -> None:
    found = arranged(rows, "", (key, down), columns())
    assert sorted(row["place"] for row in found) == list(range(len(rows)))
    if key == "no such column":
        assert found == rows
        return
    worth = [in_order(row["name"]) if key == "name" else row["days"] for row in found]
    assert worth == sorted(worth, reverse=down)
    for one, other in zip(range(len(found)), range(1, len(found)), strict=False):
        assert worth[one] != worth[other] or found[one]["place"] < found[other]["place"]


def test_letters_after_z_come_last() -> None:
    rows = [{"name": name, "days": 0} for name in ("Äänekoski", "Åland", "Zeta")]
    assert [row["name"] for row in arranged(rows, "", ("name", False), columns())] == ["Zeta", "Åland", "Äänekoski"]


def test_a_file_holds_the_words_and_the_numbers_themselves_of_the_columns_that_are_shown() -> None:
    rows = [{"name": "K-1", "days": 41.25, "secret": "x"}]
    assert numbers(rows, columns()).to_dict("records") == [{"name": "K-1", "days": 41.25}]
    assert list(numbers(rows, columns()[:1])) == ["name"]


def _drawn() -> None:
    from screen.sections.shared import lists
    from tests.screen.frame.test_stamp import a_view
    from tests.screen.sections.test_lists import columns, head

    rows = [{"name": f"K-{n}", "days": n} for n in range(12)]
    assert lists.draw(head(), rows, columns(), a_view()) in (1, 12)


def list_on_a_page() -> AppTest:
    app = AppTest.from_function(_drawn, default_timeout=30).run()
    assert not app.exception, app.exception
    return app


def html(app: AppTest) -> str:
    assert not app.exception, app.exception
    return "\n".join(part.proto.body for part in app.get("html"))


def test_ten_rows_stand_at_first_and_all_where_they_are_wanted() -> None:
    app = list_on_a_page()
    assert "10 of 12" in html(app)
    assert ">K-11<" not in html(app)
    app.toggle(key="page-list-all").set_value(True).run()
    assert "12 of 12" in html(app)


def test_a_search_and_an_order_arrange_the_list_and_the_count_says_of_how_many() -> None:
    app = list_on_a_page()
    app.text_input(key="page-list-search").set_value(" k-7 ").run()
    assert "1 of 12" in html(app)
    assert ">K-7<" in html(app)
    app.text_input(key="page-list-search").set_value("").run()
    app.selectbox(key="page-list-order").set_value(("days", True)).run()
    assert html(app).index(">K-11<") < html(app).index(">K-2<")


def test_a_column_can_be_left_out_but_not_the_first() -> None:
    app = list_on_a_page()
    assert "5 days" in html(app)
    app.session_state["page-list-columns"] = []
    app.run()
    assert "5 days" not in html(app)
    assert ">K-5<" in html(app)


def test_where_nothing_is_found_it_says_what_was_looked_for() -> None:
    app = AppTest.from_function(_nothing, default_timeout=30).run()
    app.text_input(key="page-list-search").set_value("<b>").run()
    assert "Nothing in this list has ‘&lt;b&gt;’ in it." in html(app)


def _nothing() -> None:
    from screen.sections.shared import lists
    from tests.screen.frame.test_stamp import a_view
    from tests.screen.sections.test_lists import columns, head

    lists.draw(head(), [{"name": "K-1", "days": 1}], columns(), a_view())
