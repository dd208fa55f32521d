"""What needs attention now, each with what to do and where; for an agency's user first what waits for its answer."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from documents.page import Link, Part, Section, Task, Tasks
from documents.sheet import Column, Csv, Phrase, table_of
from indicators import handovers
from indicators.attention import Item
from screen.language import vocabulary
from screen.language.formats import count, duration_words, out_of, whole_days
from screen.language.vocabulary import rule_words
from screen.language.words import _, many
from screen.sections.shared.cells import case_cells, in_days
from screen.view.view import View

SHOWN = 8
PAGES = {"past_target": "handovers", "period_ending": "deadlines"}  # of the others: open_cases


def attention_section(items: Sequence[Item], view: View) -> Section:
    """The list, each item with what to do and a link."""
    heading = _("Needs attention")
    if not items:
        below = _("Nothing is past its target, no period ends, and no partner is missing.")
        return Section("attention", heading, (), below)
    tasks = [_task(item, view) for item in items]
    groups = [_group(item) for item in items]
    named = (
        task if group == before else replace(task, group=group)
        for task, group, before in zip(tasks, groups, ["", *groups], strict=False)
    )
    return Section("attention", heading, (Tasks((heading, _("What to do")), tuple(named)),))


def _group(item: Item) -> str:
    """Those that the item stands among, and their order."""
    match item.kind:
        case "past_target":
            return _("Past target, the longest wait first")
        case "period_ending":
            return _("Periods that end soon")
        case "missing_partner":
            return _("Missing partners, children first")
        case _:
            return _("Cases without a responsible agency or a next step")


def _task(item: Item, view: View) -> Task:
    """The item in the viewer's language; a missing partner in the words of its rule."""
    n, days, form = count(item.n), duration_words(item.days or 0), "one" if item.n == 1 else "more"
    label = _("See it") if item.n == 1 else _("See the {n}").format(n=n)
    if item.kind == "missing_partner":
        [said] = [rule_words(rule) for rule in view.settings.partner_rules if rule.code == item.what]
        longest = _("{words}, the longest for {days}.") if item.n > 1 else _("{words}, for {days}.")
        rest = longest.format(words=said.one if item.n == 1 else said.more, days=days)
        link = Link("cooperation", label, (("rule", item.what),))
        return Task(out_of(item.n, item.of), rest, said.next_step, link)
    code = item.what if item.kind == "period_ending" else item.kind
    names = {"sector": view.sector_name(item.what), "region": view.name("region", item.region)}
    subject, rest = (
        vocabulary.name("attention_items", code, f"{part}_{form}").format(n=n, days=days, **names)
        for part in ("subject", "rest")
    )
    late = (("region", item.region), ("to_sector", item.what), ("past_target", "1"))
    link = Link(PAGES.get(item.kind, "open_cases"), label, late if item.kind == "past_target" else ())
    return Task(subject, rest, vocabulary.name("attention_items", code), link)


def own_answers(view: View) -> Iterator[Section]:
    """What waits for the own agency's answer, the longest wait first; for others there is no such section."""
    grant = view.filters.grant
    if grant.role != "agency" or not grant.may_read("rows"):
        return
    rows = view.compute(handovers.waiting)
    own = rows[rows["to_agency"] == grant.agency]
    name, heading, indicator = "overview-own", _("Waits for your answer"), "pending_handovers"
    if own.empty:
        below = _("No handover waits for {agency}.").format(agency=view.name("agency", str(grant.agency)))
        yield Section(name, heading, (), below, indicator)
        return
    case, n = case_cells(view), count(len(own))
    columns = {
        Column(_("Case"), figures=False): lambda row: case(row["case_id"]),
        Column(_("Sender"), figures=False): lambda row: Phrase(view.name("agency", row["from_agency"])),
        Column(_("Has waited"), figures=False): lambda row: Phrase(duration_words(row["waited_days"])),
        Column(_("Due"), figures=False): lambda row: _due(row["days_until_due"], bool(row["overdue"])),
    }
    table = table_of(_("Handovers that wait for your answer"), own.head(SHOWN).to_dict("records"), columns)
    more = Link("handovers", _("See all {n}").format(n=n), (("to_agency", str(grant.agency)),))
    parts: tuple[Part, ...] = (table, Csv(name, own), *([more] if len(own) > SHOWN else []))
    below = many("{n} handover waits", "{n} handovers wait", len(own)).format(n=n)
    yield Section(name, heading, parts, below, indicator, "overview/own")


def _due(days: int, overdue: bool) -> Phrase:
    if overdue:
        return Phrase(_("{days} past").format(days=whole_days(-days)), "attention")
    return Phrase(in_days(days))
