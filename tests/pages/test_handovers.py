"""Handovers: its sentences, its lists and its states, with the figures of small worlds."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from indicators.handovers import Between
from screen.address.address import Address
from screen.view.view import View
from tests.asking import filters_of
from tests.naive.world import DAY, Asked, Row, World
from tests.pages.drawing import NOW, html, page_drawn, view_of
from tests.small_world import a_case, a_handover, small_world

EVIL = '<script>alert(1)</script> "quoted" ' + "Long name " * 20
NAMES: dict[str, dict[str, str]] = {
    "region": {"R1": "Uusimaa"},
    "agency": {"A1": "Police, Uusimaa", "A2": "Social services, Uusimaa", "A3": EVIL},
}
view = partial(view_of, NAMES)
drawn = partial(page_drawn, "handovers")
SECTORS = {"A1": "police", "A2": "social", "A3": "social"}


def a_world(*sent: Row) -> World:
    made = small_world(cases=[a_case("K-1", NOW - 400 * DAY)], handovers=sent)
    agencies = [{**row, "sector": SECTORS[row["code"]]} for row in made.tables["agencies"]]
    return World({**made.tables, "agencies": agencies}, made.clock, 7, {})


def answered(key: str, days: float, to: str = "A2", response: str = "accepted", **given: Any) -> Row:
    began = NOW - 40 * DAY
    answer = {"responded_at": began + timedelta(days=days), "response": response, **given}
    return a_handover("K-1", began, "A1", to, key=key, **answer)


def waits(key: str, days: float, to: str = "A2") -> Row:
    return a_handover("K-1", NOW - timedelta(days=days), "A1", to, key=key)


def address(app: AppTest) -> dict[str, list[str]]:
    return {name: [value] if isinstance(value, str) else value for name, value in app.query_params.items()}


def test_without_a_pair_it_says_what_is_past_its_target() -> None:
    found = html(drawn(view(a_world(waits("1", 9), waits("2", 3), answered("3", 1)))))
    assert '<span class="s-attention">1 of 2</span> waiting handovers are past their target' in found
    assert "How long the 2 that wait have waited" in found


def test_a_pair_in_the_address_has_its_own_sentence_and_base() -> None:
    sent = [answered(str(number), days) for number, days in enumerate((1, 8.3, 8.3, 20))]
    found = html(drawn(view(a_world(*sent, waits("w", 9))), from_sector="police", to_sector="social"))
    assert "From police to social services, half of the handovers wait longer than 8.3 days" in found
    assert "All time: 5 handovers. 1 waits, 1 past target. Few cases. The target is 7 days." in found


@pytest.mark.parametrize(
    ("between", "said"),
    [
        (Between(from_sector="police"), "From police, half of the handovers wait longer than 4.0 days"),
        (Between(to_sector="social"), "To social services, half of the handovers wait longer than 4.0 days"),
        (Between(to_agency="A2", to_sector="social"), "To Social services, Uusimaa, half of the handovers wait longer"),
        (Between(from_sector="social"), "From social services, no handover was sent in this period"),
    ],
)
def test_one_side_may_be_chosen_alone(between: Between, said: str) -> None:
    sides = {name: code for name, code in vars(between).items() if code}
    assert said in html(drawn(view(a_world(answered("1", 4), answered("2", 4))), **sides))


def test_a_median_that_is_not_reached_is_said_in_words() -> None:
    app = drawn(view(a_world(answered("1", 4), waits("2", 5), waits("3", 6))), to_sector="social")
    assert "To social services, fewer than half of the handovers are answered so far" in html(app)
    assert "Not reached: 1 of 3 answered so far." in html(app)


def test_an_address_that_names_nobody_is_told_so_and_shows_everyone() -> None:
    app = drawn(view(a_world(waits("1", 9))), to_sector="<b>nobody</b>")
    assert "‘&lt;b&gt;nobody&lt;/b&gt;’ is no sector or agency that the data knows" in html(app)
    assert "1 of 1" in html(app)


def test_the_lists_write_the_pair_to_the_address_and_a_new_sector_takes_the_agency_away() -> None:
    app = drawn(view(a_world(waits("1", 9))))
    app.selectbox(key="handovers-to_sector").set_value("social").run()
    app.selectbox(key="handovers-to_agency").set_value("A2").run()
    assert address(app) == {"to_sector": ["social"], "to_agency": ["A2"]}
    app.selectbox(key="handovers-to_sector").set_value("police").run()
    assert address(app) == {"to_sector": ["police"]}


def test_a_button_leads_back_to_all_handovers() -> None:
    app = drawn(view(a_world(waits("1", 9))), from_agency="A1", to_sector="social")
    app.button(key="handovers-all").click().run()
    assert address(app) == {}
    assert "1 of 1" in html(app)
    assert not [button for button in app.button if button.key == "handovers-all"]


def test_the_lists_offer_every_sector_and_agency_whatever_was_sent() -> None:
    app = drawn(view(a_world(waits("1", 9))))
    assert app.selectbox(key="handovers-from_sector").options == ["From all sectors", "Police", "Social services"]
    assert len(app.selectbox(key="handovers-from_agency").options) == 4


def test_names_are_text_in_every_list() -> None:
    app = drawn(view(a_world(waits("1", 9, to="A3"))), to_agency="A3")
    assert "<script>" not in html(app)
    assert "&lt;script&gt;" in html(app)


def test_the_overdue_are_ten_at_first_and_all_where_the_address_asks_for_them() -> None:
    world = a_world(*(waits(f"{number:02}", 10 + number) for number in range(12)))
    first = drawn(view(world))
    assert "10 of 12" in html(first)
    assert html(first).count(">K-1<") == 10
    assert "12 of 12" in html(drawn(view(world), past_target="1"))
    first.toggle(key="handovers-past-target").set_value(True).run()
    assert "12 of 12" in html(first)
    assert address(first) == {"past_target": ["1"]}


def test_the_longest_wait_stands_first_and_only_those_of_the_pair() -> None:
    world = a_world(waits("a", 12), waits("b", 41), waits("c", 30, to="A3"))
    found = html(drawn(view(world), to_agency="A2"))
    assert found.index("41 days") < found.index("12 days")
    assert "30 days" not in found


def test_a_look_at_rows_is_written_down_and_only_where_there_are_any() -> None:
    noted: list[str] = []
    drawn(view(a_world(waits("1", 3)), noted=noted))
    assert noted == []
    drawn(view(a_world(waits("1", 9)), noted=noted))
    assert noted == ["rows_shown handovers/overdue"]


def test_a_ministry_sees_no_case_row() -> None:
    found = html(drawn(view(a_world(waits("1", 9)), role="ministry")))
    assert "K-1" not in found
    assert "Past target, longest wait first" not in found


@pytest.mark.parametrize("role", ["administration", "guest"])
def test_the_page_asks_the_gate_again(role: str) -> None:
    made = view(a_world(waits("1", 9)), role="coordination")
    closed = Address(filters_of(a_world(), Asked(as_of=NOW, at=NOW, role=role)), "all", False, ())
    found = html(drawn(View(made.compute, closed, NAMES, NOW, made.note, made.draw_link)))
    assert "You do not have access to this view." in found
    assert "1 of 1" not in found


def test_without_handovers_it_says_so_and_shows_no_chart() -> None:
    app = drawn(view(a_world()))
    assert not app.get("vega_lite_chart")
    assert "There are no" in html(app)


def test_returned_handovers_are_said_with_their_base() -> None:
    world = a_world(answered("1", 2, response="rejected", response_reason="not_ours"), answered("2", 3))
    assert "1 of 2 answers in the period reject or return the handover" in html(drawn(view(world)))
    assert "No answers in this period" in html(drawn(view(a_world(waits("1", 9)))))


def test_agencies_between_two_sectors_are_a_matrix_where_they_are_few_and_show_the_way_back() -> None:
    app = drawn(view(a_world(waits("1", 9))), from_sector="police", to_sector="social", to_agency="A2")
    assert "From police to social services: 1 pair of agencies" in html(app)
    assert app.session_state["handovers-by"] == "agency"
    assert len(app.get("vega_lite_chart")) == 3
