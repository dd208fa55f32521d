"""What an action can be about: the oldest handovers past target, deadlines, regions and rules, as choices in words."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import cast

from config.codes import UNKNOWN
from indicators import handovers
from indicators.meeting.things import deadlines_left, left_of
from screen.language import vocabulary
from screen.language.formats import day, duration_words, in_order
from screen.language.rules import rule_words
from screen.language.words import _
from screen.sections.meeting.action_form import NOTHING, Choices, Options
from screen.view.view import View
from store.own.actions import AboutKind, NewAction
from store.own.tables import ABOUT_KINDS, LONGEST_WHAT

MOST_ROWS = 100
LASTS = timedelta(days=7)

Typed = Mapping[str, str]


def choices(view: View) -> Choices:
    """What the form offers to this viewer: rows only to those who may see them."""
    rows = view.filters.grant.may_read("rows")
    regions = [(f"region:{code}", name) for code, name in _sorted(view.names["region"])]
    rules = [(f"rule:{rule.code}", rule_words(rule).name) for rule in view.settings.partner_rules]
    groups = {
        _("Handovers past target, the oldest first"): _handovers(view) if rows else [],
        _("Deadlines"): _deadlines(view) if rows else [],
        _("Regions: handovers past target"): regions,
        _("Partners that cases lack"): rules,
    }
    if rows:
        view.note("rows_shown", "meeting-about")
    return Choices(_sorted(view.names["agency"]), groups, view.filters.today + LASTS, LONGEST_WHAT)


def new_action(typed: Typed, view: View) -> NewAction:
    """What the form's fields mean: who is the agency's name, the words, or both; a day that is none is in the past."""
    kind, about = read_about(typed.get("about", NOTHING))
    rules = view.settings.partner_rules
    figure = None if kind == "none" else view.compute(left_of, kind, about, rules)
    agency = view.name("agency", typed["who_agency"]) if typed.get("who_agency") else ""
    who = ", ".join(filter(None, (agency, typed.get("who", "").strip())))
    return NewAction(typed.get("what", ""), who, _day(typed.get("by", "")), kind, about, figure)


def read_about(value: str) -> tuple[AboutKind, str]:
    """Kind and key of a choice; what is no choice is about nothing that is known."""
    kind, _colon, key = value.partition(":")
    if value == NOTHING or kind not in ABOUT_KINDS:
        return "none", "" if value == NOTHING else value
    return cast(AboutKind, kind), key


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min


def _handovers(view: View) -> Options:
    rows = view.compute(handovers.overdue).head(MOST_ROWS).to_dict("records")
    words = _("{sender} to {receiver}, {region}: {waits}")
    return [
        (
            f"handover:{row['handover_id']}",
            words.format(
                sender=view.name("agency", row["from_agency"]),
                receiver=view.name("agency", row["to_agency"]),
                region=view.name("region", row["region"]),
                waits=duration_words(row["waited_days"]),
            ),
        )
        for row in rows
    ]


def _deadlines(view: View) -> Options:
    rows = view.compute(deadlines_left).head(MOST_ROWS).to_dict("records")
    words = _("{day}: {kind}, {agency}, {region}")
    return [
        (
            f"deadline:{row['deadline_id']}",
            words.format(
                day=day(row["due_day"]),
                kind=vocabulary.name("deadline_kinds", row["kind"]),
                agency=view.name("agency", row["responsible_agency"]),
                region=view.name("region", row["region"]),
            ),
        )
        for row in rows
    ]


def _sorted(names: Mapping[str, str]) -> Options:
    return sorted(((code, name) for code, name in names.items() if code != UNKNOWN), key=lambda one: in_order(one[1]))
