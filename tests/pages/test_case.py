"""The page of a case: its sentences and states; one sentence for no such case and for one not to be seen."""

from dataclasses import replace
from functools import partial
from typing import Any

from documents.page import TextField
from tests.naive.world import DAY, Row, World
from tests.pages.drawing import NOW, charts, every, html, logged, page_drawn, view_of
from tests.rows import a_handover, an_involvement
from tests.small_world import a_case, small_world

OLD = NOW - 100 * DAY
EVIL = "<script>alert(1)</script>"
NAMES: dict[str, dict[str, str]] = {
    "region": {"R1": "Uusimaa"},
    "county": {"unknown": "Unknown"},
    "agency": {"A1": "Police, Uusimaa", "A2": "Social services, Uusimaa", "A3": EVIL},
    "form": {"labour": "Forced labour"},
    "age_group": {"adult": "Adults", "child": "Children"},
}
view = partial(view_of, NAMES)
drawn = partial(page_drawn, "case")
PAUSE = {"case_id": "K-1", "reason": "recovery", "started_at": NOW - 50 * DAY, "ended_at": NOW - 20 * DAY}
DEADLINE = {
    "deadline_id": "d",
    "case_id": "K-1",
    "kind": "follow_up",
    "started_on": None,
    "due_on": (NOW - 3 * DAY).date(),
    "met_on": None,
    "responsible_agency": "A2",
}


def a_world(*handovers: Row, deadlines: tuple[Row, ...] = (), **case: Any) -> World:
    made = small_world(
        cases=[a_case("K-1", OLD, **case), a_case("K-2", OLD)],
        involvements=[an_involvement("K-1", "A1", OLD), an_involvement("K-1", "A3", NOW - 9 * DAY)],
        handovers=handovers,
    )
    return replace(made, tables={**made.tables, "pauses": [PAUSE], "deadlines": deadlines})


def late() -> Row:
    return a_handover("K-1", NOW - 30 * DAY, "A1", "A2")


def test_it_begins_with_what_is_late_and_the_look_is_noted() -> None:
    page = drawn(view(a_world(late())), case="K-1")
    assert '<span class="s-attention">1</span> handover of case K-1 is past its target' in html(page)
    assert "open for 100 days" in html(page)
    assert "past target</td>" in html(page)
    assert len(charts(page)) == 1
    assert logged(page) == ["case/K-1"]


def test_a_late_deadline_is_said_where_no_handover_is_late() -> None:
    found = html(drawn(view(a_world(deadlines=(DEADLINE,))), case="K-1"))
    assert '<span class="s-attention">1</span> deadline of case K-1 is past due' in found
    assert "3 days past due" in found


def test_a_calm_case_says_so_with_its_pause_and_its_missing_partners() -> None:
    found = html(drawn(view(a_world(victim_age_group="child")), case="K-1"))
    assert "Case K-1 is open, and nothing in it is late" in found
    assert "30 days" in found
    assert "Child, no social services" in found
    assert "Nothing was handed over in this case" in found


def test_an_open_case_without_a_responsible_agency_says_so_in_its_headline() -> None:
    said = "; the case has no responsible agency"
    calm = "Case K-1 is open, and nothing in it is late"
    assert drawn(view(a_world()), case="K-1").title == f"{calm}{said}"
    assert drawn(view(a_world(responsible_agency="A1")), case="K-1").title == calm
    assert said in drawn(view(a_world(late())), case="K-1").title
    assert said not in drawn(view(a_world(closed_at=NOW - DAY, closed_reason="moved")), case="K-1").title


def test_form_phase_and_offence_stand_with_what_the_case_is() -> None:
    world = a_world(investigation_phase="charges", offence="trafficking")
    said = html(drawn(view(world), case="K-1"))
    assert '<th scope="row">Phase of the investigation</th><td class="">Consideration of charges</td>' in said
    assert '<th scope="row">Offence under investigation</th><td class="">Trafficking in human beings</td>' in said


def test_a_closed_case_says_when_and_why() -> None:
    found = html(drawn(view(a_world(closed_at=NOW - DAY, closed_reason="moved")), case="K-1"))
    assert "Case K-1 is closed" in found
    assert "closed on 13 Sep 2026: Moved" in found


def test_a_case_that_is_not_there_and_one_that_is_not_to_be_seen_have_the_same_words() -> None:
    world = a_world(late())
    pages = [drawn(view(world, "agency"), case=number) for number in ("K-2", "K-9")]
    unseen, nowhere = map(html, pages)
    assert "There is no case K-2 that you can see" in unseen
    assert unseen.replace("K-2", "K-9") == nowhere
    assert [logged(page) for page in pages] == [[], []]
    assert "handover of case K-1" in html(drawn(view(world, "agency"), case="K-1"))


def test_filters_for_many_cases_do_not_hide_the_one_that_is_named() -> None:
    assert "Case K-1 is open" in html(drawn(view(a_world(), regions=("elsewhere",), forms=("sexual",)), case="K-1"))


def test_the_box_leads_to_another_case() -> None:
    page = drawn(view(a_world()))
    assert "Which case are you looking for?" in html(page)
    assert [part.parameter for part in every(page.parts) if isinstance(part, TextField)] == ["case"]
    assert "Case K-1 is open" in html(drawn(view(a_world()), case=" K-1 "))


def test_names_and_numbers_are_text() -> None:
    assert "<script>alert" not in html(drawn(view(a_world()), case=EVIL))
    assert "<script>alert" not in html(drawn(view(a_world(a_handover("K-1", OLD, "A1", "A3"))), case="K-1"))


def test_a_number_in_a_list_leads_to_its_case_with_the_filters() -> None:
    world = small_world(cases=[a_case("K 1&x", OLD)])
    found = html(page_drawn("open_cases", view(world, regions=("R1",))))
    assert 'href="case?region=R1&amp;period=all&amp;case=K+1%26x"' in found
