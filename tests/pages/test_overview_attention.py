"""What needs attention on the Overview, with what to do and where; for an agency first what waits for its answer."""

import pandas as pd
import pytest

from documents.page import Link, Tasks
from documents.page_as_sheets import sheets
from documents.sheet import Table
from indicators.attention import Item, attention
from indicators.handovers import sectors_of_agencies, waiting
from indicators.lists import number_of_rows
from queries.access import Grant
from screen.sections.overview import attention as sections
from tests.pages.drawing import NOW, every, links, logged
from tests.pages.made_overview import Look, figures

PAUSED = (
    "Days in which a pause stopped the clock do not count as waiting. "
    "They put off the due day, unless the handover has a due day of its own."
)


def waiting_rows(*agencies: str) -> pd.DataFrame:
    """A waiting handover to each of these agencies, the longest wait first; the first is past its target."""
    return pd.DataFrame(
        {
            "case_id": [f"K-{number}" for number in range(len(agencies))],
            "region": "01",
            "from_agency": "evil",
            "to_agency": agencies,
            "waited_days": [41.2 - number for number in range(len(agencies))],
            "days_until_due": [-34 + 34 * number for number in range(len(agencies))],
            "stopped_days": 0.0,
            "overdue": [number == 0 for number in range(len(agencies))],
        }
    )


def test_an_agencys_user_reads_first_what_waits_for_its_answer() -> None:
    look = Look(figures(), Grant("agency", NOW, agency="police"))
    look.known[waiting] = waiting_rows("police", "social", "police")
    html = look.drawn()
    assert "2 wait, 1 past target." in html
    assert ("K-0" in html, "K-1" in html, "K-2" in html) == (True, False, True)
    assert "34 days past" in html
    assert "&lt;b&gt;Evil&lt;/b&gt;" in html
    assert html.index("Waits for your answer") < html.index("Open cases") < html.index("Needs attention")
    assert '<span class="s-attention">1 of 2</span> handovers that wait for your answer are past their target' in html
    assert look.page().link.startswith("lists?")
    assert "to_agency=police" in look.page().link
    assert logged(look.page()) == ["overview/own"]


def test_where_a_pause_stopped_a_wait_it_is_said_why_days_and_due_day_differ() -> None:
    look = Look(figures(), Grant("agency", NOW, agency="police"))
    look.known[waiting] = waiting_rows("police").assign(stopped_days=3.0)
    assert PAUSED in look.drawn()
    look.known[waiting] = waiting_rows("police").assign(days_until_due=0, overdue=False)
    assert "in time until midnight" in look.drawn()
    look.known[waiting] = waiting_rows("police")
    assert "in time until midnight" not in look.drawn()
    assert PAUSED not in look.drawn()


def test_of_many_own_handovers_the_first_are_shown_and_a_link_leads_to_all() -> None:
    look = Look(figures(), Grant("agency", NOW, agency="police"))
    look.known[waiting] = waiting_rows(*["police"] * 12)
    assert look.drawn().count('">K-') == sections.SHOWN
    assert Link("lists", "See all 12", (("list", "waiting"), ("to_agency", "police"))) in links(look.page())


def test_an_agency_for_which_nothing_waits_is_told_so_and_no_row_is_noted() -> None:
    look = Look(figures(), Grant("agency", NOW, agency="police"))
    look.known[waiting] = waiting_rows("social")
    assert "No handover waits for Police." in look.drawn()
    assert look.page().title == "No handover waits for your answer"
    assert logged(look.page()) == []


def test_what_needs_attention_is_a_sentence_with_a_link() -> None:
    look = Look(figures())
    look.known[attention] = [
        Item("past_target", 9, "social", "01", 41.3),
        Item("period_ending", 1, "reflection_period_end"),
        Item("missing_partner", 1, "social_services_for_children", days=190.2, of=170),
        Item("no_next_step", 6),
    ]
    html = look.drawn()
    assert "<b>Social services, Uusimaa:</b> 9 handovers past target: the oldest has waited 41 days." in html
    assert "<b>1 reflection period</b> ends within 14 days without a follow-on step." in html
    assert "<b>1 of 170</b> children is without social services, for 190 days." in html
    assert "<b>6 open cases</b> have no next step." in html
    assert links(look.page()) == [
        Link("lists", "See the 9", (("list", "past_target"), ("region", "01"), ("to_sector", "social"))),
        Link("lists", "See it", (("list", "without_step"), ("kind", "reflection_period_end"))),
        Link("lists", "See it", (("list", "missing_partner"), ("rule", "social_services_for_children"))),
        Link("lists", "See the 6", (("list", "without_next_step"),)),
    ]


def test_the_waits_that_are_not_listed_are_counted_and_lead_to_all_and_so_do_deadlines() -> None:
    look = Look(figures())
    look.known[attention] = [Item("others_past_target", 14, of=21), Item("deadlines_overdue", 3)]
    html = look.drawn()
    # with a region chosen they are in no other, and so no place is named
    assert "<b>14 more handovers</b> are past target." in html
    assert "<b>3 deadlines</b> of open cases are past due." in html
    assert links(look.page()) == [
        Link("lists", "See all 21", (("list", "past_target"),)),
        Link("lists", "See the 3", (("list", "overdue"),)),
    ]


def test_who_may_see_no_rows_is_told_the_numbers_and_neither_what_to_do_nor_where() -> None:
    look = Look(figures(), Grant("ministry", NOW, ministry="m"))
    look.known[attention] = [Item("past_target", 9, "social", "01", 41.3), Item("no_next_step", 6)]
    html = look.drawn()
    assert "<b>Social services, Uusimaa:</b> 9 handovers past target: the oldest has waited 41 days." in html
    assert "Ask for an answer" not in html
    assert links(look.page()) == []
    [sheet] = [sheet for sheet in sheets(look.page()) if sheet.name == "attention"]
    [listed] = [block for block in sheet.blocks if isinstance(block, Table)]
    assert [column.head for column in listed.columns] == ["Needs attention"]


def test_what_needs_attention_says_its_order_kind_by_kind() -> None:
    look = Look(figures())
    look.known[attention] = [
        Item("past_target", 1, "social", "01", 61),
        Item("past_target", 1, "social", "06", 48),
        Item("others_past_target", 14, of=16),
        Item("deadlines_overdue", 3),
        Item("period_ending", 1, "reflection_period_end"),
        Item("missing_partner", 1, "social_services_for_children", days=212, of=170),
        Item("no_responsible_agency", 5),
        Item("no_next_step", 6),
    ]
    [tasks] = [part for part in every(look.page().parts) if isinstance(part, Tasks)]
    assert [task.group for task in tasks.tasks] == [
        "Past target, the longest wait first",
        "",
        "",
        "Deadlines past due, and periods that end soon",
        "",
        "Missing partners, children first",
        "Cases without a responsible agency or a next step",
        "",
    ]
    assert "oldest wait first" not in look.drawn()


def orders(item: Item, *waiting_for: str) -> list[str]:
    """What the police are told to do about an item, where handovers to these wait in their cases, all past target."""
    look = Look(figures(), Grant("agency", NOW, agency="police"))
    look.known[waiting] = waiting_rows(*waiting_for).assign(overdue=True)
    look.known[sectors_of_agencies] = {"social": "social", "police": "police", "evil": "police"}
    look.known[number_of_rows] = len(waiting_for)
    look.known[attention] = [item]
    [tasks] = [part for part in every(look.page().parts) if isinstance(part, Tasks)]
    return [task.order for task in tasks.tasks]


@pytest.mark.parametrize(
    ("item", "waiting_for", "order"),
    [
        (Item("past_target", 1, "police", "01", 41.3), ["police"], "Answer or return it today."),
        (Item("past_target", 2, "police", "01", 41.3), ["police"] * 2, "Answer or return them today."),
        (
            Item("past_target", 9, "police", "01", 41.3),
            ["police", "social"],
            "Answer or return the one for your agency today.",
        ),
        (
            Item("past_target", 3, "police", "01", 41.3),
            ["police", "evil", "police"],
            "Answer or return the 2 for your agency today. Ask for an answer or a return of the others.",
        ),
        (Item("past_target", 1, "police", "01", 41.3), ["evil"], "Ask for an answer or a return today."),
        (Item("past_target", 1, "social", "01", 41.3), ["social", "police"], "Ask for an answer or a return today."),
        (
            Item("others_past_target", 14, of=21),
            ["police", "social"],
            "Answer or return the one for your agency today. Ask for an answer or a return of the others.",
        ),
        (Item("others_past_target", 14, of=21), ["social"], "Ask for an answer or a return of each."),
    ],
)
def test_an_agency_is_told_to_answer_itself_what_waits_for_it_and_that_first(
    item: Item, waiting_for: list[str], order: str
) -> None:
    assert orders(item, *waiting_for) == [order]


def test_an_agency_is_told_what_to_do_only_where_it_may_see_any_of_them() -> None:
    look = Look(figures(), Grant("agency", NOW, agency="police"))
    # the agency sees one handover to social services in Uusimaa that is past its target, and none to health care
    look.known[waiting] = waiting_rows("social", "social", "police")
    look.known[sectors_of_agencies] = {"social": "social", "police": "police"}
    look.known[number_of_rows] = 0
    look.known[attention] = [
        Item("past_target", 9, "social", "01", 41.3),
        Item("past_target", 2, "health", "01", 40.2),
        Item("no_next_step", 6),
    ]
    [tasks] = [part for part in every(look.page().parts) if isinstance(part, Tasks)]
    assert [task.link.label if task.link else "" for task in tasks.tasks] == [
        "See your 1 of 9",
        "",
        "",
    ]
    assert [bool(task.order) for task in tasks.tasks] == [True, False, False]
