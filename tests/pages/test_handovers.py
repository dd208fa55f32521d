"""Handovers: its sentences, its lists and its states, with the figures of small worlds."""

import re
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from config.codes import SECTORS as ALL_SECTORS
from documents import page as parts_of_page
from documents.page import Button, Page
from documents.sheet import Csv, Words
from indicators.handovers import Between
from screen.language import vocabulary
from screen.sections.handovers.matrix import PAIRS_AT_FIRST
from screen.sections.handovers.waiting import RECEIVERS_AT_FIRST
from screen.view.view import View
from tests.naive.world import DAY, Row, World
from tests.pages.drawing import NOW, charts, choice, every, html, logged, page_drawn, switches, view_of
from tests.rows import a_handover, an_involvement
from tests.small_world import a_case, small_world

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


def many_receivers(n: int) -> World:
    """A1 waits for each of so many organisations, which are named Office 00, Office 01 …"""
    sent = [waits(f"{number:02}", 9, to=f"O{number:02}") for number in range(n)]
    made = a_world(*sent)
    offices = [{**made.tables["agencies"][0], "code": row["to_agency"], "sector": "ngo"} for row in sent]
    return World({**made.tables, "agencies": [*made.tables["agencies"], *offices]}, made.clock, 7, {})


def view_of_many(n: int) -> View:
    offices = {f"O{number:02}": f"Office {number:02}" for number in range(n)}
    return view_of({**NAMES, "agency": NAMES["agency"] | offices}, many_receivers(n))


def answered(key: str, days: float, to: str = "A2", response: str = "accepted", **given: Any) -> Row:
    began = NOW - 40 * DAY
    answer = {"responded_at": began + timedelta(days=days), "response": response, **given}
    return a_handover("K-1", began, "A1", to, handover_id=key, **answer)


def waits(key: str, days: float, to: str = "A2", **given: Any) -> Row:
    return a_handover("K-1", NOW - timedelta(days=days), "A1", to, handover_id=key, **given)


def buttons(page: Page) -> list[Button]:
    return [part for part in every(page.parts) if isinstance(part, Button)]


def test_without_a_pair_it_says_what_is_past_its_target() -> None:
    found = html(drawn(view(a_world(waits("1", 9), waits("2", 3), answered("3", 1)))))
    assert '<span class="s-attention">1 of 2</span> waiting handovers are past their target' in found
    assert "How long 2 waiting handovers have waited" in found


def test_a_pair_in_the_address_has_its_own_sentence_and_base() -> None:
    sent = [answered(str(number), days) for number, days in enumerate((1, 8.3, 8.3, 20))]
    found = html(drawn(view(a_world(*sent, waits("w", 9))), from_sector="police", to_sector="social"))
    assert "From the police to social services, half of the handovers wait longer than 8.3 days" in found
    assert "All time: 5 handovers. 1 waits, 1 past target. Few cases. The target is 7 days." in found


@pytest.mark.parametrize(
    ("between", "said"),
    [
        (Between(from_sector="police"), "From the police, half of the handovers wait longer than 4.0 days"),
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
    assert "‘&lt;b&gt;nobody&lt;/b&gt;’ is not a known sector or agency" in html(app)
    assert "1 of 1" in html(app)


def _the_list_of_receiving_sectors() -> None:
    import streamlit as st

    from documents.page import Choice
    from screen.address import bound

    sectors = (("", "To all sectors"), ("police", "Police"), ("social", "Social services"))
    chosen = st.query_params.get("to_sector", "")
    bound.draw(
        "handovers", Choice("to_sector", "Receiving sector", sectors, chosen, shape="list", clears=("to_agency",))
    )


def test_a_new_sector_takes_the_agency_of_its_side_away() -> None:
    page = drawn(view(a_world(waits("1", 9))), to_agency="A2", by="sector")
    assert {side: choice(page, f"{side}_sector").clears for side in ("from", "to")} == {
        "from": ("from_agency",),
        "to": ("to_agency",),
    }
    assert choice(page, "to_sector").chosen == "social"
    app = AppTest.from_function(_the_list_of_receiving_sectors)
    app.query_params.update({"to_sector": "social", "to_agency": "A2", "from_agency": "A1"})
    app.run().selectbox(key="handovers-to_sector").set_value("police").run()
    assert app.query_params == {"to_sector": "police", "from_agency": "A1"}


def test_a_button_leads_back_to_all_handovers() -> None:
    [button] = buttons(drawn(view(a_world(waits("1", 9))), from_agency="A1", to_sector="social"))
    assert button.label == "Show all handovers"
    cleared = ("from_sector", "to_sector", "from_agency", "to_agency", "by")
    assert dict(button.sets) == dict.fromkeys(cleared, ())
    page = drawn(view(a_world(waits("1", 9))))
    assert "1 of 1" in html(page)
    assert buttons(page) == []


def test_the_lists_offer_every_sector_and_agency_whatever_was_sent() -> None:
    page = drawn(view(a_world(waits("1", 9))))
    names = [name for _code, name in choice(page, "from_sector").options]
    assert names == ["From all sectors", "Police", "Social services"]
    page = drawn(view(a_world(waits("1", 9))), by="agency")
    assert len(choice(page, "from_agency").options) == 4


def test_one_list_for_each_side_stands_beside_an_arrow_and_a_chosen_pair_is_the_headline() -> None:
    def row(**parameters: str) -> list[str]:
        [pair] = [
            part
            for part in every(drawn(of, **parameters).parts)
            if isinstance(part, parts_of_page.Row) and part.name == "pair"
        ]
        said = (part.words if isinstance(part, Words) else getattr(part, "parameter", "") for part in pair.parts)
        return list(map(str, said))

    of = view(a_world(waits("1", 9)))
    assert row() == ["from_sector", "→", "to_sector"]
    assert row(by="agency") == row(to_agency="A2") == ["from_agency", "→", "to_agency"]
    assert "past" in drawn(of).title
    assert drawn(of, from_sector="police", to_sector="social").title.startswith("From the police to social services, ")


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
    assert switches(first) == {"1": False}


def test_the_longest_wait_stands_first_and_only_those_of_the_pair() -> None:
    world = a_world(waits("a", 12), waits("b", 41), waits("c", 30, to="A3"))
    found = html(drawn(view(world), to_agency="A2"))
    listed = found[found.index("Waiting handovers past their target") :]
    assert listed.index("41 days") < listed.index("12 days")
    assert "30 days" not in found


def test_a_look_at_rows_is_written_down_and_only_where_there_are_any() -> None:
    assert logged(drawn(view(a_world(waits("1", 3))))) == []
    assert logged(drawn(view(a_world(waits("1", 9))))) == ["handovers/overdue"]


def test_an_agency_that_may_see_none_of_the_cases_past_target_is_told_so() -> None:
    page = drawn(view(a_world(waits("1", 9)), role="agency"))
    assert "None of them is in a case that you may see." in html(page)
    assert "Nothing is past its target" not in html(page)
    assert logged(page) == []


def test_a_ministry_sees_no_case_row() -> None:
    found = html(drawn(view(a_world(waits("1", 9)), role="ministry")))
    assert "K-1" not in found
    assert "Past target, longest wait first" not in found


def test_without_handovers_it_says_so_and_shows_no_chart() -> None:
    page = drawn(view(a_world()))
    assert charts(page) == []
    assert "There are no" in html(page)


def test_a_due_day_of_its_own_is_said_wherever_the_target_is() -> None:
    own = waits("own", 20, due_at=NOW + 3 * DAY)
    page = drawn(view(a_world(own, waits("late", 20), waits("in time", 2))))
    assert "The target is 7 days; 1 of the waiting handovers has a due day of its own." in html(page)
    assert "Hollow: has a due day of its own." in html(page)
    [marks] = [chart for chart in charts(page) if chart.name == "handovers-waiting"]
    ages = marks.recipe.values.query("kind == 'one'")[["days", "past", "own"]]
    assert sorted(ages.to_numpy().tolist()) == [[2, False, False], [20, False, True], [20, True, False]]
    plain = html(drawn(view(a_world(waits("late", 20)))))
    assert "The target is 7 days." in plain
    assert "due day of its own" not in plain


def test_marks_that_stand_for_longer_waits_are_counted_and_lead_to_them() -> None:
    long = drawn(view(a_world(waits("long", 212), waits("edge", 42), waits("short", 41))))
    assert "At the right edge: 2 that have waited 42 days or more." in html(long)
    assert "At the right edge" not in html(drawn(view(a_world(waits("short", 41)))))


def test_returned_handovers_are_said_with_their_base() -> None:
    world = a_world(answered("1", 2, response="rejected", response_reason="not_ours"), answered("2", 3))
    assert "1 of 2 answers in the period reject or return the handover" in html(drawn(view(world)))
    assert "No answers in this period" in html(drawn(view(a_world(waits("1", 9)))))


def test_a_sector_for_which_something_waits_is_in_the_matrix_and_those_left_out_are_named() -> None:
    codes = [code for code in ALL_SECTORS if code not in ("police", "social", "unknown")]
    often = [answered(f"{code} {number}", 2, to=code) for code in codes for number in range(3)]
    made = a_world(*often, waits("long", 40))  # A2 is of social services, to which nothing else was sent
    agencies = [{**made.tables["agencies"][0], "code": code, "sector": code} for code in codes]
    world = World({**made.tables, "agencies": [*made.tables["agencies"], *agencies]}, made.clock, 7, {})
    page = drawn(view(world))
    [matrix] = [chart for chart in charts(page) if chart.name == "handovers-by-sector"]
    rows = matrix.recipe.values.query("kind == 'row'")["name"].tolist()
    assert len(rows) == 12
    assert "Social services" in rows
    [left_out] = re.findall("Not in the matrix: ([^.]*)[.]", html(page))
    names = vocabulary.names("sectors")
    assert sorted([*rows, *left_out.split(", ")]) == sorted(names[code] for code in (*codes, "police", "social"))
    assert "Not in the matrix" not in html(drawn(view(world), all="sectors"))


def test_the_matrix_shows_a_median_of_few_without_colour_and_says_so() -> None:
    page = drawn(view(a_world(*(answered(str(number), 2) for number in range(9)))))
    [matrix] = [chart for chart in charts(page) if chart.name == "handovers-by-sector"]
    assert matrix.recipe.values.query("kind == 'cell'")["few"].tolist() == [True]
    assert "Rows send, columns receive." in html(page)
    assert "The colour changes at 2.5 · 4.5 · 7 · 14 days." in html(page)
    assert "Without colour: fewer than 10 handovers." in html(page)
    assert "(few cases)" in matrix.recipe.values.query("kind == 'cell'")["words"].iloc[0]
    enough = drawn(view(a_world(*(answered(str(number), 2) for number in range(10)))))
    assert charts(enough)[0].recipe.values.query("kind == 'cell'")["few"].tolist() == [False]


def test_agencies_between_two_sectors_are_a_matrix_where_they_are_few() -> None:
    page = drawn(view(a_world(waits("1", 9))), from_sector="police", to_sector="social", to_agency="A2")
    assert "From the police to social services: 1 pair of agencies" in html(page)
    assert choice(page, "by").chosen == "agency"
    assert [chart.name for chart in charts(page)] == ["handovers-by-agency", "handovers-answered", "handovers-waiting"]


def test_agencies_are_shown_at_first_where_one_is_chosen_and_sectors_on_demand() -> None:
    world = a_world(waits("1", 9))
    assert choice(drawn(view(world)), "by").chosen == "sector"
    assert choice(drawn(view(world), by="agency"), "by").chosen == "agency"
    assert choice(drawn(view(world), to_agency="A2", by="sector"), "by").chosen == "sector"


@pytest.mark.parametrize(("by", "cleared"), [("sector", ("from_agency", "to_agency")), ("agency", ())])
def test_a_click_on_the_matrix_chooses_the_pair(by: str, cleared: tuple[str, ...]) -> None:
    click = charts(drawn(view(a_world(waits("1", 9))), by=by))[0].click
    assert click is not None
    assert click.writes == ((f"from_{by}", "sender"), (f"to_{by}", "receiver"))
    assert click.clears == cleared


def test_many_agencies_are_a_table_of_pairs_in_order_of_name() -> None:
    many = view_of_many(25)
    page = drawn(many, by="agency")
    assert html(page).index("→ Office 03") < html(page).index("→ Office 04")
    assert html(page).count("→ Office") == PAIRS_AT_FIRST
    assert switches(page)["pairs"] is False
    assert html(drawn(many, by="agency", all="pairs")).count("→ Office") == 25
    [file] = [part for part in every(page.parts) if isinstance(part, Csv) and part.name == "handovers-by-agency"]
    assert len(file.frame) == 25


def test_marks_are_of_those_for_whom_most_wait_at_first_and_of_all_on_demand() -> None:
    many = view_of_many(25)
    for parameters, shown in (({}, RECEIVERS_AT_FIRST), ({"all": "receivers"}, 25)):
        page = drawn(many, to_sector="ngo", **parameters)
        [marks] = [chart for chart in charts(page) if chart.name == "handovers-waiting"]
        assert marks.recipe.values["name"].nunique() == shown
        assert switches(page)["receivers"] is bool(parameters)


def with_late_data() -> World:
    """A2 joined a case on each working day until three weeks ago; A3 did nothing yet."""
    days = [NOW - n * DAY for n in range(21, 360)]
    joined = [an_involvement(f"K-{n}", "A2", at) for n, at in enumerate(days, 2) if at.weekday() < 5]
    cases = [a_case(row["case_id"], NOW - 500 * DAY) for row in joined]
    made = a_world(waits("x", 9), waits("y", 9, to="A3"))
    tables = {**made.tables, "cases": [*made.tables["cases"], *cases], "involvements": joined}
    return World(tables, made.clock, 7, {})


def test_what_waits_for_late_data_is_named_in_the_sentence_and_in_the_list() -> None:
    shown = html(drawn(view(with_late_data())))
    assert "1 of them waits for an agency whose data is late, and may be answered." in shown
    late, other = '<span class="s-few">may be answered, its data is late</span> ', "Social services, Uusimaa"
    assert f'{late}<span class="s-whole">{other}' in shown
    assert shown.count(late) == 1
    assert "data is late" not in html(drawn(view(a_world(waits("x", 9)))))


def test_medians_and_shares_of_pairs_and_of_what_was_returned_stand_with_their_intervals() -> None:
    sent = [answered(f"h{n}", 1 + n / 4, response="rejected" if n < 5 else "accepted") for n in range(20)]
    page = drawn(view(a_world(*sent)))
    numbers = charts(page)[0].numbers
    assert numbers is not None
    [[*_name, median, share]] = numbers.rows
    assert (median.text, share.text) == ("3.2", "at least 100%")
    assert re.fullmatch(r"[0-9.]+–[0-9.]+", median.after)
    assert re.fullmatch(r"\d+–100%", share.after)
    shown = html(page)
    assert re.search(r"reject or return the handover: 25%, 95% range \d+%–\d+%", shown)
    gone = [waits(f"w{n}", 20, responded_at=NOW - 19 * DAY, response="withdrawn") for n in range(5)]
    truly = html(drawn(view(a_world(*sent, *gone))))
    assert re.search(r"With them, 80% were answered within target \(95% range \d+%–\d+%\)", truly)


@pytest.mark.parametrize(("days", "is_due_today"), [(7.01, True), (6, False), (8.5, False)])
def test_a_mark_beyond_its_target_that_is_due_today_is_explained(days: float, is_due_today: bool) -> None:
    shown = html(drawn(view(a_world(waits("1", days)))))
    assert ("A handover that is due today is in time until midnight" in shown) == is_due_today


def test_of_many_pairs_those_that_ask_for_attention_come_first() -> None:
    world, offices = many_receivers(25), {f"O{number:02}": f"Office {number:02}" for number in range(25)}
    more = [waits("late", 30, to="O20"), waits("in-time", 1, to="O24")]
    busy = World({**world.tables, "handovers": [*world.tables["handovers"], *more]}, world.clock, 7, {})
    shown = html(drawn(view_of({**NAMES, "agency": NAMES["agency"] | offices}, busy), by="agency"))
    assert "First those with the most handovers past target now" in shown
    assert "Rows send, columns receive." not in shown
    places = [shown.index(f"→ Office {number:02}<") for number in (20, 24, 0, 1)]
    assert places == sorted(places)
