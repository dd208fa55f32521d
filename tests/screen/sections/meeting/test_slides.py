"""Slides of a meeting: what figures become in words, and that they stay readable whatever the figures are."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from documents.sheet import Chart, Figures, Phrase, Sheet, Table, Words, text_of, title_of
from documents.slide import slide
from queries.access import Grant
from queries.filters import Filters
from screen.address.address import Address
from screen.language import vocabulary
from screen.sections.meeting.slides import actions, children, deadlines, regions, since, waiting
from screen.sections.meeting.slides.emphasis import told
from screen.view.view import View
from tests.asking import SHIPPED
from tests.pages.drawing import found_in
from tests.screen.sections.meeting import made_figures as made

NOW = datetime(2026, 9, 16, 6, tzinfo=UTC)
EVIL = '<script>alert(1)</script> "quoted"'
LONG = "Welfare county of a very long name indeed, department of adult social work"


def view(**agencies: str) -> View:
    filters = Filters(Grant("coordination", NOW), NOW)
    return View(
        compute=found_in({}),
        address=Address(filters, "12m", False),
        names={"agency": agencies, "region": {"01": "Uusimaa", "06": "Pirkanmaa", "21": "Åland"}, "county": {}},
        now=NOW,
        note=lambda *_given, **_more: None,
        settings=SHIPPED,
    )


def attention(sheet: Sheet) -> list[str]:
    return [phrase.text for phrase in sheet.title if phrase.tone == "attention"]


def words(sheet: Sheet) -> str:
    return " ".join(text_of(block.words) for block in sheet.blocks if isinstance(block, Words))


def table(sheet: Sheet) -> Table:
    [found] = [block for block in sheet.blocks if isinstance(block, Table)]
    return found


def chart(sheet: Sheet) -> Chart:
    [found] = [block for block in sheet.blocks if isinstance(block, Chart)]
    return found


def test_what_stands_between_asterisks_needs_attention() -> None:
    assert told("Since {day}, *{n} more* are late", day="Monday", n="9") == [
        Phrase("Since Monday,"),
        Phrase("9 more", "attention"),
        Phrase("are late"),
    ]
    assert told("*{n}* of {what}", n="1", what="a*b") == [Phrase("1", "attention"), Phrase("of a*b")]


def test_since_the_last_meeting_says_how_many_more_are_past_target() -> None:
    sheet = since.sheet("since", made.SINCE)
    assert title_of(sheet) == "Since 9 Sep, 9 handovers have newly passed their target"
    assert attention(sheet) == ["9 handovers"]
    [numbers] = [block for block in sheet.blocks if isinstance(block, Figures)]
    assert [one.figure for one in numbers.figures] == ["11", "34", "9", "6"]
    assert numbers.figures[0].note == "8 closed, 1,512 open"
    assert "to 126 now" in chart(sheet).recipe.alt


def test_a_day_of_the_week_that_runs_is_drawn_as_a_day() -> None:
    # weeks that ended on 6 and 13 September; it is Wednesday 16 September, nine in the morning
    weeks = [{"week": "2026-08-31", "pending": 120}, {"week": "2026-09-07", "pending": 124}]
    values = chart(since.sheet("since", {**made.SINCE, "waiting_by_week": weeks})).recipe.values
    assert values["order"].tolist() == pytest.approx([0, 1, 1 + (2 + 9 / 24) / 7])


def test_a_week_in_which_nothing_happened_is_said_without_a_chart() -> None:
    sheet = since.sheet("since", made.NOTHING_SINCE)
    assert title_of(sheet) == "Since 9 Sep, no handover has newly passed its target"
    assert attention(sheet) == []
    assert not [block for block in sheet.blocks if isinstance(block, Chart)]


def test_a_flag_is_said_in_words() -> None:
    flag = {"key": "queue", "flag": "outside", "side": "above"}
    sheet = since.sheet("since", {**made.SINCE, "flags": [flag]})
    assert words(sheet) == "net change of waiting handovers: above the usual range"


def test_more_flags_than_a_slide_has_room_for_are_counted() -> None:
    flags = [{"key": key, "flag": "trend", "side": "rising"} for key in ("opened", "closed", "queue", "handovers", "x")]
    assert words(since.sheet("since", {**made.SINCE, "flags": flags})).endswith("handovers sent: rising; and 1 more")


def test_ten_agencies_stand_each_in_order_of_name() -> None:
    sheet = waiting.sheet("waiting", made.waiting(10), view(A00="Öster", A01="Zeta", A02="alfa"))
    names = list(chart(sheet).recipe.values["name"])
    assert names[0] == "A03"
    assert names[-2:] == ["Zeta", "Öster"]
    assert title_of(sheet) == "30 handovers wait for an answer, 10 past target"


def test_its_name_is_true_of_agencies_and_of_sectors() -> None:
    assert vocabulary.name("meeting_items", "waiting_by_agency") == "Waiting handovers by receiver"


def test_more_than_ten_agencies_are_told_by_sector() -> None:
    sheet = waiting.sheet("waiting", made.waiting(12), view())
    assert list(chart(sheet).recipe.values["amount"]) == [6] * 6
    assert words(sheet) == "By sector of the receiver, in order of name."


def test_of_more_than_ten_sectors_those_with_most_work_are_shown_and_the_others_counted() -> None:
    figures = made.waiting(26)
    figures["sectors"][0]["pending"] = 1
    sheet = waiting.sheet("waiting", figures, view())
    assert len(chart(sheet).recipe.values) == 10
    assert "s00" not in list(chart(sheet).recipe.values["name"])
    assert "And 3 more sectors with" in words(sheet)


def test_it_says_how_many_wait_for_late_data_and_nothing_of_what_an_older_program_kept() -> None:
    said = "3 of them wait for an agency whose data is late, and may be answered."
    assert said in words(waiting.sheet("waiting", {**made.waiting(2), "may_be_answered": 3}, view()))
    assert "data is late" not in words(waiting.sheet("waiting", made.waiting(2), view()))


def test_nothing_waiting_is_said_in_words() -> None:
    sheet = waiting.sheet("waiting", made.waiting(0), view())
    assert title_of(sheet) == "No handover waits for an answer"
    assert not [block for block in sheet.blocks if isinstance(block, Chart)]


def test_deadlines_past_due_need_attention_and_the_periods_are_told() -> None:
    sheet = deadlines.sheet("deadlines", made.deadlines(3), view(A01="Police"))
    assert title_of(sheet) == "6 deadlines are past due, 3 due within 14 days"
    assert "5 reflection periods end within 14 days, 3 without a follow-on step." in words(sheet)
    assert "No recovery period ends within 14 days." in words(sheet)
    assert [row[0].text for row in table(sheet).rows] == ["A00", "A02", "Police"]


def test_deadlines_of_many_agencies_fit_and_add_up() -> None:
    sheet = deadlines.sheet("deadlines", made.deadlines(12), view())
    assert len(table(sheet).rows) == deadlines.ROWS
    assert table(sheet).rows[-1][0].text == "and 5 more"
    assert sum(int(row[1].text) for row in table(sheet).rows) == 24


def test_what_is_past_due_comes_before_what_is_due_soon() -> None:
    figures = made.deadlines(12)
    figures["sectors"] = [{**row, "overdue": 0, "due_soon": 5} for row in figures["sectors"]]
    figures["sectors"][-1] = {"sector": "s11", "overdue": 1, "due_soon": 0}
    assert "s11" in [row[0].text for row in table(deadlines.sheet("deadlines", figures, view())).rows]


@pytest.mark.parametrize("sectors", [7, 8])
def test_the_last_row_names_the_one_that_has_room_in_it(sectors: int) -> None:
    figures = made.deadlines(12)
    figures["sectors"] = figures["sectors"][:sectors]
    rows = table(deadlines.sheet("deadlines", figures, view())).rows
    assert [row[0].text for row in rows] == [f"s{n:02}" for n in range(sectors)]
    eight = table(deadlines.sheet("deadlines", made.deadlines(8), view())).rows
    assert [row[0].text for row in eight] == [f"A{n:02}" for n in range(8)]


def test_no_deadline_at_all_is_said_in_words() -> None:
    sheet = deadlines.sheet("deadlines", made.deadlines(0), view())
    assert title_of(sheet) == "No deadline is past due, and none due within 14 days"
    assert not [block for block in sheet.blocks if isinstance(block, Table)]


def test_children_without_a_partner_are_told_in_the_words_of_the_rule_with_its_next_step() -> None:
    rules = [made.rule("social_services_for_children", 2, 178), made.rule("of_old", 1, 36, "to_consider")]
    sheet = children.sheet("children", {"rules": rules}, SHIPPED.partner_rules)
    assert title_of(sheet) == "2 of 178 children are without social services"
    assert attention(sheet) == ["2 of 178"]
    assert [row[1].text for row in table(sheet).rows] == ["2 of 178", "1 of 36"]
    assert table(sheet).rows[1][1].after == "consider the partner"
    assert words(sheet) == "Responsible agency: make a child welfare notification today."


def test_what_was_missing_then_has_its_day_and_no_meeting_that_was_not_held() -> None:
    figures = {"since": made.SINCE["since"], "rules": [made.rule("social_services_for_children", 2, 178)]}
    heads = [column.head for column in table(children.sheet("children", figures, SHIPPED.partner_rules)).columns]
    assert (heads[0], heads[-1]) == ("Rule", "Without it on 9 Sep")


def test_a_rule_that_is_no_longer_in_use_is_still_told() -> None:
    sheet = children.sheet("children", {"rules": [made.rule("of_old", 3, 9)]}, SHIPPED.partner_rules)
    assert title_of(sheet) == "In 3 of 9 children’s cases a partner is missing"


@pytest.mark.parametrize("rules", [[], [made.rule("of_old", 0, 0)]])
def test_without_an_open_childs_case_there_is_no_table(rules: list[dict[str, Any]]) -> None:
    sheet = children.sheet("children", {"rules": rules}, SHIPPED.partner_rules)
    assert title_of(sheet) == "No rule concerns an open child’s case now"


def test_regions_are_tiles_and_the_headline_names_where_the_work_is() -> None:
    sheet = regions.sheet("regions", made.regions(R01=52, R06=15, R21=0, Runknown=2), view())
    assert title_of(sheet) == "52 of 69 waiting handovers are in Uusimaa"
    assert list(chart(sheet).recipe.values["amount"]) == [52, 15, 0]
    assert "2 wait in cases of unknown region." in words(sheet)
    assert "No. Every region lies inside the limits" in words(sheet)
    assert chart(sheet).recipe.alt == "Map of waiting handovers by region: Pirkanmaa 15, Uusimaa 52."


@pytest.mark.parametrize(
    "names", [("Uusimaa", "Pirkanmaa"), ("Southwest Finland and its archipelago", "North Ostrobothnia")]
)
def test_how_many_regions_the_headline_counts_depends_on_no_length_of_their_names(names: tuple[str, str]) -> None:
    named = replace(view(), names={"agency": {}, "region": dict(zip(("01", "06"), names, strict=True)), "county": {}})
    two = regions.sheet("regions", made.regions(R01=28, R06=12, R21=15, R17=14, R02=16), named)
    assert title_of(two).startswith("44 of 85 waiting handovers are in ")
    one = regions.sheet("regions", made.regions(R01=52, R06=15), named)
    assert title_of(one) == f"52 of 67 waiting handovers are in {names[0]}"


def test_a_region_beyond_chance_is_named_in_order_of_name() -> None:
    figures = made.regions(R06=15, R01=52)
    for row in figures["regions"]:
        row["in_target"] = {"value": 0.1, "stands": "below 99.8", "few": False}
    sheet = regions.sheet("regions", figures, view())
    assert "Handovers answered within target differ in Pirkanmaa (worse), Uusimaa (worse)." in words(sheet)
    figures["regions"][0]["in_target"]["stands"] = "above 99.8"
    sheet = regions.sheet("regions", figures, view())
    assert "Handovers answered within target differ in Pirkanmaa (better), Uusimaa (worse)." in words(sheet)
    [*_blocks, last] = sheet.blocks
    assert isinstance(last, Words)
    tones = {phrase.text: phrase.tone for phrase in last.words if isinstance(phrase, Phrase)}
    assert (tones["Pirkanmaa (better)"], tones["Uusimaa (worse)"]) == ("better", "attention")


def test_no_handover_in_any_region_is_said_in_words() -> None:
    assert title_of(regions.sheet("regions", made.regions(R01=0), view())) == "No handover waits in any region"


def test_where_each_action_stands_is_said_in_words_with_a_mark() -> None:
    figures = {
        "actions": [
            made.action(1, "done", how="answered"),
            made.action(2, "late", about_kind="region", figure_then=10, figure_now=6),
            made.action(3),
            made.action(4, "gone"),
            made.action(5, "dropped"),
            made.action(6, meeting=2),
        ]
    }
    sheet = actions.sheet("actions", figures, 2)
    assert [row[3].text for row in table(sheet).rows] == [
        "✓ Done: answered",
        "◆ Late: 6 left, 10 then",
        "○ Under way",
        "Gone from the data",
        "Dropped",
        "○ Agreed today",
    ]
    assert [row[0].before for row in table(sheet).rows] == ["", "", "", "", "", "New:"]
    assert title_of(sheet) == "Agreed actions: 1 of 5 done, 1 late"


def test_more_actions_than_fit_are_counted() -> None:
    sheet = actions.sheet("actions", {"actions": [made.action(number) for number in range(11)]}, 1)
    assert len(table(sheet).rows) == actions.MOST
    assert words(sheet) == "And 3 more, due later."


def test_without_actions_it_says_so() -> None:
    assert title_of(actions.sheet("actions", {"actions": []}, 1)) == "No action is agreed yet"


def test_text_is_escaped_and_long_names_stay_whole() -> None:
    figures = {"actions": [made.action(1, what=EVIL, who=LONG)]}
    found = slide(actions.sheet("actions", figures, 1), lambda recipe: "")
    assert "<script>" not in found
    assert LONG in found
    [bars] = waiting.sheet("waiting", made.waiting(1), view(A00=LONG)).blocks[:1]
    assert isinstance(bars, Chart)
    assert list(bars.recipe.values["name"]) == [LONG]


def test_a_slide_has_one_first_heading_and_its_chart_a_text_alternative() -> None:
    found = slide(since.sheet("since", made.SINCE), lambda recipe: "<svg></svg>")
    assert found.count("<h1>") == 1
    assert found.index("<h1>") < found.index("<h2>")
    assert 'role="img" aria-label="Handovers that waited' in found


def test_words_stand_beside_a_map_and_below_a_wide_chart() -> None:
    assert "beside" in slide(regions.sheet("r", made.regions(R01=1), view()), lambda recipe: "")
    assert "beside" not in slide(waiting.sheet("w", made.waiting(2), view()), lambda recipe: "")


def test_long_names_of_bars_leave_no_room_for_words_beside_them() -> None:
    sheet = waiting.sheet("w", made.waiting(2), view(A00="Early childhood education and care, Southwest Finland"))
    assert "beside" not in slide(sheet, lambda recipe: "")


@pytest.mark.parametrize(
    "sheet",
    [
        since.sheet("since", made.SINCE),
        waiting.sheet("waiting", made.waiting(12, 100, 90), view()),
        deadlines.sheet("deadlines", made.deadlines(300), view()),
        regions.sheet("regions", made.regions(R01=520, R06=150, R21=100), view()),
        actions.sheet("actions", {"actions": [made.action(1, "late"), made.action(2)]}, 2),
    ],
    ids=lambda sheet: sheet.name,
)
def test_headlines_fit_on_one_line(sheet: Sheet) -> None:
    assert len(title_of(sheet)) <= 60
