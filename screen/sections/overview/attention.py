"""What needs attention now, in words: a sentence, what to do about it, and a link to the cases behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import streamlit as st

from config.partner_rules import partner_rules
from documents.sheet import Column, Phrase, Table
from indicators.attention import Item
from screen.frame import figure, parts
from screen.language.formats import count, duration_words
from screen.language.words import _, language, many
from screen.view.view import View


@dataclass(frozen=True)
class Said:
    """An item in words: its subject in bold, the rest of the sentence, what to do, and where the link leads."""

    bold: str
    rest: str
    order: str
    place: str
    parameters: Mapping[str, str] = field(default_factory=dict)


def draw_items(items: Sequence[Item], view: View) -> None:
    """Draw the list, each item with its link."""
    note = many("{n} item, the oldest wait first", "{n} items, the oldest wait first", len(items))
    nothing = _("Nothing is past its target, no period ends, and no partner is missing.")
    st.html(parts.heading(_("Needs attention"), note.format(n=count(len(items))) if items else nothing))
    with st.container(gap=None, key="attention"):
        for item in items:
            _draw(in_words(item, view), _link(item), view)
    if items:
        _keep([in_words(item, view) for item in items], view)


def _keep(items: Sequence[Said], view: View) -> None:
    """The list as a table, to take away."""
    columns = [Column(_("Needs attention"), figures=False), Column(_("What to do"), figures=False)]
    rows = [[Phrase(f"{said.bold} {said.rest}"), Phrase(said.order)] for said in items]
    figure.keep(view, "attention", _("Needs attention"), [Table("", columns, rows)])


def _draw(said: Said, label: str, view: View) -> None:
    with st.container(gap=None):
        st.html(parts.sentence(said.bold, said.rest))
        with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
            st.html(parts.order(said.order), width="content")
            view.link(said.place, label, **said.parameters)


def in_words(item: Item, view: View) -> Said:
    """The item in the viewer's language."""
    if item.kind == "past_target":
        return _past_target(item, view)
    if item.kind == "period_ending":
        return _period_ending(item)
    if item.kind == "missing_partner":
        return _missing_partner(item)
    return _unled(item)


def _link(item: Item) -> str:
    return _("See it") if item.n == 1 else _("See the {n}").format(n=count(item.n))


def _past_target(item: Item, view: View) -> Said:
    subject = _("{sector}, {region}:").format(
        sector=view.sector_name(item.what), region=view.name("region", item.region)
    )
    waits = duration_words(item.days or 0)
    words = many(
        "{n} handover past target, it waits {days}.", "{n} handovers past target, the oldest waits {days}.", item.n
    )
    return Said(
        subject,
        words.format(n=count(item.n), days=waits),
        _("Ask for an answer or a return today."),
        "handovers",
        {"region": item.region, "to_sector": item.what, "past_target": "1"},
    )


def _period_ending(item: Item) -> Said:
    if item.what == "reflection_period_end":
        bold = many("{n} reflection period", "{n} reflection periods", item.n)
        order = _("Police or border guard: record a permit application or a referral.")
    else:
        bold = many("{n} recovery period", "{n} recovery periods", item.n)
        order = _("Assistance system: decide on the next step, or hand over.")
    rest = many("ends within 14 days without a follow-on step.", "end within 14 days without a follow-on step.", item.n)
    return Said(bold.format(n=count(item.n)), rest, order, "deadlines")


def _missing_partner(item: Item) -> Said:
    """In the words of the rule, which stand with it."""
    [rule] = [rule for rule in partner_rules() if rule.code == item.what]
    said = rule.words.get(language(), rule.words["en"])
    longest = _("{words}, the longest for {days}.") if item.n > 1 else _("{words}, for {days}.")
    rest = longest.format(words=said.one if item.n == 1 else said.more, days=duration_words(item.days or 0))
    lead = _("{part} of {base}").format(part=count(item.n), base=count(item.of))
    return Said(lead, rest, said.next_step, "cooperation", {"rule": item.what})


def _unled(item: Item) -> Said:
    bold = many("{n} open case", "{n} open cases", item.n).format(n=count(item.n))
    if item.kind == "no_responsible_agency":
        rest = many("has no responsible agency.", "have no responsible agency.", item.n)
        return Said(bold, rest, _("Agencies of the case: name one."), "open_cases")
    rest = many("has no next step.", "have no next step.", item.n)
    return Said(bold, rest, _("Responsible agency: hand over, or set a deadline."), "open_cases")
