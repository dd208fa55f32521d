"""What needs attention now, in words: a sentence, what to do about it, and a link to the cases behind it."""

from collections.abc import Sequence

from documents.page import Link, Section, Task, Tasks
from indicators.attention import Item
from screen.language.formats import count, duration_words, out_of
from screen.language.rules import rule_words
from screen.language.words import _, many
from screen.view.view import View


def attention_section(items: Sequence[Item], view: View) -> Section:
    """The list, each item with what to do and a link."""
    heading = _("Needs attention")
    if not items:
        below = _("Nothing is past its target, no period ends, and no partner is missing.")
        return Section("attention", heading, (), below)
    below = many("{n} item, the oldest wait first", "{n} items, the oldest wait first", len(items))
    tasks = Tasks((heading, _("What to do")), tuple(in_words(item, view) for item in items))
    return Section("attention", heading, (tasks,), below.format(n=count(len(items))))


def in_words(item: Item, view: View) -> Task:
    """The item in the viewer's language."""
    if item.kind == "past_target":
        return _past_target(item, view)
    if item.kind == "period_ending":
        return _period_ending(item)
    if item.kind == "missing_partner":
        return _missing_partner(item, view)
    return _unled(item)


def _label(item: Item) -> str:
    return _("See it") if item.n == 1 else _("See the {n}").format(n=count(item.n))


def _past_target(item: Item, view: View) -> Task:
    subject = _("{sector}, {region}:").format(
        sector=view.sector_name(item.what), region=view.name("region", item.region)
    )
    waits = duration_words(item.days or 0)
    words = many(
        "{n} handover past target: it has waited {days}.",
        "{n} handovers past target: the oldest has waited {days}.",
        item.n,
    )
    parameters = (("region", item.region), ("to_sector", item.what), ("past_target", "1"))
    link = Link("handovers", _label(item), parameters)
    return Task(subject, words.format(n=count(item.n), days=waits), _("Ask for an answer or a return today."), link)


def _period_ending(item: Item) -> Task:
    if item.what == "reflection_period_end":
        bold = many("{n} reflection period", "{n} reflection periods", item.n)
        order = _("Police or border guard: record a permit application or a referral.")
    else:
        bold = many("{n} recovery period", "{n} recovery periods", item.n)
        order = _("Assistance system: decide on the next step, or hand over.")
    rest = many("ends within 14 days without a follow-on step.", "end within 14 days without a follow-on step.", item.n)
    return Task(bold.format(n=count(item.n)), rest, order, Link("deadlines", _label(item)))


def _missing_partner(item: Item, view: View) -> Task:
    """In the words of the rule."""
    [said] = [rule_words(rule) for rule in view.settings.partner_rules if rule.code == item.what]
    longest = _("{words}, the longest for {days}.") if item.n > 1 else _("{words}, for {days}.")
    rest = longest.format(words=said.one if item.n == 1 else said.more, days=duration_words(item.days or 0))
    lead = out_of(item.n, item.of)
    return Task(lead, rest, said.next_step, Link("cooperation", _label(item), (("rule", item.what),)))


def _unled(item: Item) -> Task:
    bold = many("{n} open case", "{n} open cases", item.n).format(n=count(item.n))
    if item.kind == "no_responsible_agency":
        rest = many("has no responsible agency.", "have no responsible agency.", item.n)
        order = _("Agencies of the case: name one.")
    else:
        rest = many("has no next step.", "have no next step.", item.n)
        order = _("Responsible agency: hand over, or set a deadline.")
    return Task(bold, rest, order, Link("open_cases", _label(item)))
