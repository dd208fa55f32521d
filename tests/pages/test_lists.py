"""The page of lists: what it says of the list, and its rows as they are searched, ordered, turned and taken away."""

from dataclasses import replace
from functools import partial

from documents.page import AllRows, Button, Choice, Page
from documents.sheet import Table, Words
from pages.lists import asked_for
from screen.sections.lists import ROWS_ON_A_PAGE
from tests.naive.world import DAY, World
from tests.pages.drawing import NOW, every, html, logged, page_drawn, view_of
from tests.rows import a_handover, a_pause, an_involvement
from tests.small_world import a_case, small_world

OLD = NOW - 400 * DAY
EVIL = "<script>alert(1)</script>"
NAMES: dict[str, dict[str, str]] = {
    "region": {"R1": "Uusimaa"},
    "county": {},
    "agency": {"A1": "Police", "A2": "Social services", "A3": EVIL, "unknown": "Unknown"},
}
view = partial(view_of, NAMES)
drawn = partial(page_drawn, "lists")
CASES = 120


def a_world() -> World:
    """Cases opened a day after the other; of the first three, one hands over to social services and waits."""
    cases = [a_case(f"K-{n:03}", OLD + n * DAY, responsible_agency="A1" if n % 2 else None) for n in range(CASES)]
    joined = [an_involvement(f"K-{n:03}", "A1", OLD + n * DAY) for n in range(10)]
    sent = [a_handover(f"K-{n:03}", NOW - 20 * DAY, "A1", receiver) for n, receiver in enumerate(("A2", "A3", "A3"))]
    return small_world(cases=cases, involvements=joined, handovers=sent)


def table(page: Page) -> list[list[str]]:
    [found] = [part for part in every(page.parts) if isinstance(part, Table)]
    return [[cell.text for cell in row] for row in found.rows]


def notes(page: Page) -> list[str]:
    parts = every(page.parts)
    return [part.words for part in parts if isinstance(part, Words) and isinstance(part.words, str)]


def test_it_says_what_the_list_is_and_what_narrows_it() -> None:
    page = drawn(view(a_world()), list="past_target", from_agency="A1", to_agency="A2")
    assert (page.lead, page.title) == ("1", "waiting handover is past its target")
    assert page.below == "From Police to Social services."
    assert [row[:3] for row in table(page)] == [["K-000", "Police", "Social services"]]
    assert logged(page) == ["lists/past_target/from_agency=A1/to_agency=A2"]


def test_ages_and_reasons_narrow_it_too() -> None:
    page = drawn(view(a_world()), list="open", at_least="365", below="390")
    assert page.title == "25 open cases"
    assert page.below == "Days since opening: 365–389."
    closed = drawn(view(a_world()), list="closed", closed_reason="moved")
    assert closed.title == "Cases closed in the period: none"
    assert closed.below == "Reason: Moved. All time."


def test_a_code_that_is_not_known_is_left_out_and_told() -> None:
    page = drawn(view(a_world()), list="waiting", to_agency=EVIL[:5], at_least="many")
    assert page.title == "3 handovers wait for an answer"
    assert "‘&lt;scri’ is not a known sector, agency, kind or reason, so it was left out." in html(page)
    assert "<script>alert" not in html(drawn(view(a_world()), list="waiting"))


def test_a_list_that_is_not_known_is_that_of_open_cases() -> None:
    assert drawn(view(a_world()), list="everything").title == "120 open cases"


def test_a_page_holds_so_many_rows_and_leads_to_the_others() -> None:
    first, last = (drawn(view(a_world()), list="open", page=page) for page in ("1", "99"))
    assert table(first)[0][0] == "K-000"
    assert len(table(first)) == ROWS_ON_A_PAGE
    assert "1–50 of 120" in notes(first)
    assert [part.sets for part in every(first.parts) if isinstance(part, Button)] == [(("page", ("2",)),)]
    assert table(last)[-1][0] == "K-119"
    assert "101–120 of 120" in notes(last)


def test_words_are_found_in_numbers_and_names_and_the_counter_follows() -> None:
    assert "1–10 of 10" in notes(drawn(view(a_world()), list="open", search="k-01"))
    assert "1–50 of 60" in notes(drawn(view(a_world()), list="open", search="POLICE"))
    nothing = drawn(view(a_world()), list="open", search="%")
    assert "0 of 120" in notes(nothing)
    assert "Nothing in this list has ‘%’ in it." in notes(nothing)


def test_rows_stand_in_the_order_that_is_chosen() -> None:
    page = drawn(view(a_world()), list="open", order="-opened_at")
    assert [row[0] for row in table(page)][:2] == ["K-119", "K-118"]
    by_name = drawn(view(a_world()), list="waiting", order="to_agency")
    assert [row[2] for row in table(by_name)] == [EVIL, EVIL, "Social services"]
    [order] = [part for part in every(page.parts) if isinstance(part, Choice) and part.parameter == "order"]
    assert dict(order.options)[""] == "The oldest first"
    assert order.clears == ("page",)


def test_the_file_holds_all_rows_that_are_found_by_name() -> None:
    page = drawn(view(a_world()), list="open", search="police")
    [file] = [part for part in every(page.parts) if isinstance(part, AllRows)]
    assert file.logged == "lists/open"
    rows = file.read()
    assert len(rows) == 60
    assert rows["responsible_agency"].unique().tolist() == ["Police"]
    assert rows["region"].unique().tolist() == ["Uusimaa"]


def test_an_agency_is_told_how_many_it_may_see_and_why() -> None:
    page = drawn(view(a_world(), "agency"), list="open")
    assert page.title == "120 open cases"
    assert page.below == "You see the 10 of them that are in cases of your agency."
    assert len(table(page)) == 10
    none = drawn(view(a_world(), "agency"), list="open", at_least="0", below="300")
    assert logged(none) == []
    assert "None of them is in a case that you may see." in notes(none)


def test_who_may_have_answered_is_named_where_a_handover_waits() -> None:
    """Social services joined a case on each working day until three weeks ago."""
    made = a_world()
    days = [at for at in (NOW - n * DAY for n in range(21, 240)) if at.weekday() < 5 and at.month != 7]
    joined = [an_involvement(f"K-{n:03}", "A2", at) for n, at in enumerate(days[:CASES])]
    answer = {"responded_at": NOW - 25 * DAY, "response": "accepted"}
    answered = a_handover("K-003", NOW - 30 * DAY, "A1", "A2", handover_id="answered", **answer)
    sent = [*made.tables["handovers"], answered]
    world = World({**made.tables, "involvements": joined, "handovers": sent}, made.clock, 7, {})
    [found] = [part for part in every(drawn(view(world), list="sent").parts) if isinstance(part, Table)]
    assert sorted((row[0].text, row[2].before) for row in found.rows) == [
        ("K-000", "may be answered, its data is late"),
        ("K-001", ""),
        ("K-002", ""),
        ("K-003", ""),
    ]


def test_handovers_past_target_say_for_how_many_days_and_others_do_not() -> None:
    page = drawn(view(a_world()), list="past_target")
    [found] = [part for part in every(page.parts) if isinstance(part, Table)]
    assert [column.head for column in found.columns][-3:] == ["Due", "Waited", "Days past"]
    assert {row[-1].text for row in found.rows} == {"13"}  # waited 20 days, and the target is 7
    assert "Days past" not in html(drawn(view(a_world()), list="waiting"))
    assert notes(page)[-1].startswith("Days waited are full days since sending; days past are calendar days")


def test_where_a_pause_stopped_a_wait_it_is_said_why_days_and_due_day_differ() -> None:
    made = a_world()
    pause = a_pause("K-000", "consent", NOW - 10 * DAY, NOW - 5 * DAY)
    paused = World({**made.tables, "pauses": [pause]}, made.clock, made.default_target, made.targets)
    said = (
        "Days in which a pause stopped the clock do not count as waiting. "
        "They put off the due day, unless the handover has a due day of its own."
    )
    assert said in html(drawn(view(paused), list="waiting"))
    assert said not in html(drawn(view(paused), list="waiting", to_agency="A3"))
    assert said not in html(drawn(view(made), list="waiting"))


def test_a_list_is_named_without_a_figure_before_a_reason_is_given() -> None:
    asked = view(a_world())
    given = {"list": ("past_target",), "from_agency": ("A1",)}
    assert asked_for(replace(asked, address=replace(asked.address, page=given))) == "Handovers past target: From Police"


def test_a_handover_that_is_due_today_has_not_waited_too_long() -> None:
    said = "A handover that is due today is in time until midnight, even if it has waited longer than its target."
    for days, is_due_today in ((7.01, True), (6, False), (8, False)):
        sent = [a_handover("K-1", NOW - days * DAY, "A1", "A2")]
        world = small_world(cases=[a_case("K-1", OLD)], handovers=sent)
        assert (said in notes(drawn(view(world), list="waiting"))) == is_due_today
