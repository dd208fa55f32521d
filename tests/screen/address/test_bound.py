"""Controls show what the address says and write to it; what the browser sends late for one is no choice."""

from collections.abc import Mapping
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from documents.page import Choice, Control, Several
from documents.sheet import Click
from screen.view.view import View
from tests.screen.address.controls import (
    KINDS,
    OPTIONS,
    Controls,
    a_button,
    a_field,
    a_list,
    address,
    buttons,
    of,
    opened,
    ran,
    several,
    switches,
)


@pytest.mark.parametrize("controls", [buttons, a_list])
def test_a_choice_shows_what_the_address_says_and_writes_what_is_chosen(controls: Controls) -> None:
    app = opened(controls, by="sector")
    assert of(app).value == "sector"
    of(app).set_value("agency").run()
    assert (of(app).value, address(app)) == ("agency", {})
    of(app).set_value("sector").run()
    assert (of(app).value, address(app)) == ("sector", {"by": ["sector"]})


@pytest.mark.parametrize("controls", [buttons, a_list])
def test_a_choice_follows_the_address_back_to_what_is_usual(controls: Controls) -> None:
    app = opened(controls, by="sector")
    app.query_params.clear()
    assert of(ran(app)).value == "agency"
    app.query_params["by"] = "no such kind"
    assert of(ran(app)).value == "agency"


def test_a_choice_says_the_names_of_its_codes() -> None:
    assert of(opened(buttons)).options == list(KINDS.values())
    assert of(opened(a_list)).options == list(KINDS.values())


def test_several_are_all_where_the_address_is_silent_and_none_is_a_value_of_its_own() -> None:
    app = opened(several)
    assert app.pills[0].value == ["agency", "sector"]
    app.pills[0].set_value(["sector"]).run()
    assert (app.pills[0].value, address(app)) == (["sector"], {"columns": ["sector"]})
    app.pills[0].set_value([]).run()
    assert (app.pills[0].value, address(app)) == ([], {"columns": ["none"]})
    app.pills[0].set_value(["agency", "sector"]).run()
    assert (app.pills[0].value, address(app)) == (["agency", "sector"], {})


def test_a_switch_is_one_of_the_values_of_its_parameter() -> None:
    app = opened(switches, all="agencies")
    assert [toggle.value for toggle in app.toggle] == [False, True]
    app.toggle[0].set_value(True).run()
    assert [toggle.value for toggle in app.toggle] == [True, True]
    assert address(app) == {"all": ["agencies", "rows"]}
    app.toggle[1].set_value(False).run()
    assert address(app) == {"all": ["rows"]}
    app.toggle[0].set_value(False).run()
    assert address(app) == {}


def test_what_is_typed_stands_in_the_address_without_spaces_around_it() -> None:
    app = opened(a_field, search="K-1")
    assert app.text_input[0].value == "K-1"
    app.text_input[0].set_value("  K-2 ").run()
    assert address(app) == {"search": ["K-2"]}
    assert app.text_input[0].value == "K-2"
    app.text_input[0].set_value("  ").run()
    assert address(app) == {}
    assert app.text_input[0].value == ""


def test_a_button_sets_some_parameters_takes_others_away_and_leaves_the_rest() -> None:
    app = opened(a_button, **{"from": "2026-01-02", "region": "unknown"})
    app.button[0].click().run()
    assert address(app) == {"region": ["unknown"], "period": ["all"], "form": ["labour", "sexual"]}


PAIR = Click("pair", (("from_sector", "sender"), ("to_sector", "receiver")), clears=("from_agency",), toggles=True)
MARK = {"sender": "police", "receiver": "social"}


def clicked(click: Click, mark: dict[str, Any], **parameters: str | list[str]) -> dict[str, list[str]]:
    """The address after a click, at an address."""
    app = AppTest.from_function(_clicked, default_timeout=30, args=(click, mark))
    for name, value in parameters.items():
        app.query_params[name] = value
    return address(ran(app))


def _clicked(click: "Click", mark: "Mapping[str, Any]") -> None:
    from screen.address import bound

    bound.clicked(click, mark)


def test_a_click_writes_fields_of_the_mark_and_clears_what_it_replaces() -> None:
    found = clicked(PAIR, MARK, from_agency="A1", region="unknown")
    assert found == {"region": ["unknown"], "from_sector": ["police"], "to_sector": ["social"]}


def test_a_click_on_another_mark_replaces_the_first() -> None:
    found = clicked(PAIR, MARK, from_sector="police", to_sector="health")
    assert found == {"from_sector": ["police"], "to_sector": ["social"]}


def test_a_second_click_on_the_same_mark_undoes_the_first_where_it_toggles() -> None:
    both = {"from_sector": "police", "to_sector": "social"}
    assert clicked(PAIR, MARK, from_agency="A1", **both) == {}
    stays = Click("pair", PAIR.writes)
    assert clicked(stays, MARK, **both) == {"from_sector": ["police"], "to_sector": ["social"]}


def test_a_number_of_a_mark_is_written_as_text() -> None:
    assert clicked(Click("bar", (("case", "number"),)), {"number": 7}) == {"case": ["7"]}


def test_a_widget_whose_value_something_else_changed_comes_back_under_another_key() -> None:
    app = opened(buttons)
    first = of(app).key
    of(app).set_value("sector").run()
    assert of(app).key == first, "what the viewer chose is what it shows"
    app.session_state["pending_choices"] = {}
    app.query_params["by"] = "agency"
    assert of(ran(app)).key != first


def test_what_the_browser_sends_late_for_an_older_key_is_no_choice() -> None:
    app = AppTest.from_function(_late, default_timeout=30)
    app.query_params["by"] = "sector"
    ran(app)
    assert [one.value for one in app.markdown] == ["page-by", "page-by-1", "sector"]
    assert address(app) == {"by": ["sector"]}


def _late() -> None:
    import streamlit as st

    from screen.address import bound
    from screen.address.pending import write

    def choose(code: str) -> None:
        write("by", [code])

    st.session_state["page-by"] = "agency"  # what the browser has of the older widget
    older = bound.when_changed("page-by", "agency", choose)
    newer = bound.when_changed("page-by", "sector", choose)
    st.markdown(older["key"])
    st.markdown(newer["key"])
    older["on_change"]()
    st.markdown(st.query_params["by"])


def test_several_in_another_order_than_the_address_has_are_the_same_widget() -> None:
    app = opened(three)
    app.pills[0].set_value([]).run()
    one = app.pills[0]
    app.pills[0].set_value(["week", "agency"]).run()
    other = app.pills[0]
    assert address(app) == {"columns": ["week", "agency"]}
    assert (other.key, other.id) == (one.key, one.id)


def three(view: View) -> list[Control]:
    names = {**KINDS, "week": "By week"}
    given = view.address.page.get("columns", ())
    return [Several("columns", "Columns", tuple(names.items()), tuple(code for code in names if code in given))]


def test_a_list_whose_options_have_other_words_comes_back_under_another_key_in_the_same_run() -> None:
    app = opened(worded)
    first, again = app.selectbox[0].key, ran(app).selectbox[0].key
    assert first == again
    app.query_params["search"] = "Lapland"
    assert ran(app).selectbox[0].key != first
    assert (address(app), app.selectbox[0].value) == ({"search": ["Lapland"]}, "")


def worded(view: View) -> list[Control]:
    """The words of what is usual follow another parameter."""
    return [Choice("by", "Waiting by", (("", view.given("search") or "Choose one"), *OPTIONS), "", shape="list")]
