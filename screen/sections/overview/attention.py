"""What needs attention now, each with what to do and where; for an agency's user first what waits for its answer."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pandas as pd

from documents.page import Link, Part, Row, Section, Task, Tasks
from documents.sheet import Column, Csv, Phrase, Words, table_of
from indicators import handovers, lists
from indicators.attention import Item
from indicators.lists import Listed
from screen.language import vocabulary
from screen.language.formats import count, elapsed_words, out_of, whole_days
from screen.language.vocabulary import rule_words
from screen.language.words import _, many
from screen.sections.shared import sentences
from screen.sections.shared.cells import case_cells, in_days
from screen.sections.shared.counts import counted, filled, link_to
from screen.view.view import View

SHOWN = 8
WAITS = ("past_target", "others_past_target")
# the lists of the kinds of items
LISTS = {
    "past_target": "past_target",
    "others_past_target": "past_target",
    "deadlines_overdue": "overdue",
    "period_ending": "without_step",
    "missing_partner": "missing_partner",
    "no_responsible_agency": "without_responsible_agency",
    "no_next_step": "without_next_step",
}


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
        case kind if kind in WAITS:
            return _("Past target, the longest wait first")
        case "deadlines_overdue" | "period_ending":
            return _("Deadlines past due, and periods that end soon")
        case "missing_partner":
            return _("Missing partners, children first")
        case _:
            return _("Cases without a responsible agency or a next step")


def _task(item: Item, view: View) -> Task:
    """The item in the viewer's language, a missing partner in the words of its rule; with what to do and its rows for
    those who may see rows.
    """
    n, days, form = count(item.n), elapsed_words(item.days or 0), "one" if item.n == 1 else "more"
    own, listed = _own(item, view), item.of if item.kind == "others_past_target" else item.n
    label = _("See it") if listed == 1 else _("See the {n}").format(n=count(listed))
    if listed > item.n:
        label = _("See all {n}").format(n=count(listed))
    if 0 < own < listed:
        label = _("See your {own} of {n}").format(own=count(own), n=count(listed))
    if item.kind == "missing_partner":
        [said] = [rule_words(rule) for rule in view.settings.partner_rules if rule.code == item.what]
        longest = _("{words}, the longest for {days}.") if item.n > 1 else _("{words}, for {days}.")
        rest = longest.format(words=said.one if item.n == 1 else said.more, days=days)
        found = Task(out_of(item.n, item.of), rest, said.next_step, _rows(item, label))
        return found if own else Task(found.subject, rest)
    code = item.what if item.kind == "period_ending" else item.kind
    names = {"sector": view.sector_name(item.what), "region": view.name("region", item.region)}
    subject, rest = (
        vocabulary.name("attention_items", code, f"{part}_{form}").format(n=n, days=days, **names)
        for part in ("subject", "rest")
    )
    found = Task(subject, rest, _order(item, own, view) or vocabulary.name("attention_items", code), _rows(item, label))
    return found if own else Task(subject, rest)


def _order(item: Item, own: int, view: View) -> str:
    """What to do about handovers that wait for the viewer's own agency, and then about others that it may see; ""
    where none waits for it.
    """
    grant, n = view.filters.grant, item.of if item.kind == "others_past_target" else item.n
    if item.kind not in WAITS or grant.role != "agency" or not own:
        return ""
    mine = int((_late(item, view)["to_agency"] == grant.agency).sum())
    if not mine:
        return ""
    if mine == n:
        return many("Answer or return it today.", "Answer or return them today.", n)
    first = many(
        "Answer or return the one for your agency today.", "Answer or return the {n} for your agency today.", mine
    ).format(n=count(mine))
    return f"{first} {_('Ask for an answer or a return of the others.')}" if own > mine else first


def _late(item: Item, view: View) -> pd.DataFrame:
    """The handovers past target that the item counts, of those that the viewer may see; of the rest, all that are."""
    rows, sectors = view.compute(handovers.waiting), view.compute(handovers.sectors_of_agencies)
    late = rows[rows["overdue"].astype(bool)]
    if item.kind == "others_past_target":
        return late
    return late[(late["region"] == item.region) & (late["to_agency"].astype(str).map(sectors) == item.what)]


def _rows(item: Item, label: str) -> Link:
    """The way to what the item counts."""
    narrowed = {
        "past_target": {"region": item.region, "to_sector": item.what},
        "period_ending": {"kind": item.what},
        "missing_partner": {"rule": item.what},
    }
    return link_to(label, LISTS[item.kind], **narrowed.get(item.kind, {}))


def _own(item: Item, view: View) -> int:
    """How many of those that the item counts are in cases that the viewer may see: all for the coordination, of an
    agency its own. Where there are none, nothing is said of what to do.
    """
    grant = view.filters.grant
    if not grant.may_read("rows"):
        return 0
    if grant.role != "agency":
        return item.of if item.kind == "others_past_target" else item.n
    if item.kind == "past_target":
        return len(_late(item, view))
    like = (("kind", item.what),) if item.kind == "period_ending" else ()
    rule = next((rule for rule in view.settings.partner_rules if rule.code == item.what), None)
    return view.compute(lists.number_of_rows, Listed(LISTS[item.kind], like=like, rule=rule))


def own_headline(view: View) -> tuple[str, str] | None:
    """For an agency's user, how much of what waits for its answer is past target; None for others."""
    own = _waiting_for_own(view)
    if own is None:
        return None
    n, late = len(own), int(own["overdue"].sum())
    if not n:
        return "", _("No handover waits for your answer")
    if not late:
        words = many(
            "Nothing that waits for your answer is past its target; {n} handover waits",
            "Nothing that waits for your answer is past its target; {n} handovers wait",
            n,
        )
        return "", words.format(n=count(n))
    lead = many("{late} of {pending}", "{late} of {pending}", late).format(late=count(late), pending=count(n))
    return lead, many(
        "handover that waits for your answer is past its target",
        "handovers that wait for your answer are past their target",
        n,
    )


def _waiting_for_own(view: View) -> pd.DataFrame | None:
    """The waiting handovers to the agency of an agency's user, the longest wait first; None for others."""
    grant = view.filters.grant
    if grant.role != "agency" or not grant.may_read("rows"):
        return None
    rows = view.compute(handovers.waiting)
    return rows[rows["to_agency"] == grant.agency]


def own_answers(view: View) -> Iterator[Section]:
    """What waits for the own agency's answer, the longest wait first; for others there is no such section."""
    grant, own = view.filters.grant, _waiting_for_own(view)
    if own is None:
        return
    name, heading, indicator = "overview-own", _("Waits for your answer"), "pending_handovers"
    if own.empty:
        below = _("No handover waits for {agency}.").format(agency=view.name("agency", str(grant.agency)))
        yield Section(name, heading, (), below, indicator)
        return
    case, n, shown = case_cells(view), count(len(own)), own.head(SHOWN)
    columns = {
        Column(_("Case"), figures=False): lambda row: case(row["case_id"]),
        Column(_("Sender"), figures=False): lambda row: Phrase(view.name("agency", row["from_agency"])),
        Column(_("Has waited"), figures=False): lambda row: Phrase(elapsed_words(row["waited_days"])),
        Column(_("Due"), figures=False): lambda row: _due(row["days_until_due"], bool(row["overdue"])),
    }
    table = table_of(_("Handovers that wait for your answer"), shown.to_dict("records"), columns)
    more = link_to(_("See all {n}").format(n=n), "waiting", to_agency=str(grant.agency))
    about = (sentences.about_pauses(shown), sentences.until_midnight(shown["days_until_due"] == 0))
    notes = (Words(words, kind="note") for words in about if words)
    files = Row(f"{name}-files", (*([more] if len(own) > SHOWN else []), Csv(name, own)))
    parts: tuple[Part, ...] = (table, *notes, files)
    receiver = str(grant.agency)
    said = filled(
        many("{n} waits, {past} past target.", "{n} wait, {past} past target.", len(own)),
        n=counted(len(own), view, "waiting", to_agency=receiver),
        past=counted(int(own["overdue"].sum()), view, "past_target", to_agency=receiver),
    )
    cases = tuple(own["case_id"].head(SHOWN))
    yield Section(name, heading, parts, said, indicator, "overview/own", cases=cases)


def _due(days: int, overdue: bool) -> Phrase:
    if overdue:
        return Phrase(_("{days} past").format(days=whole_days(-days)), "attention")
    return Phrase(in_days(days))
