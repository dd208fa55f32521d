"""The sections of a case: its timeline, what it is, its handovers and deadlines, and the partners that it lacks."""

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from charts.case_timeline import COLUMNS, TICKS, case_timeline
from documents.page import Section
from documents.sheet import Chart, Column, Csv, Phrase, Table, Words, table_of
from indicators.case import CaseFigures, Deadline, Handover, Lacking
from indicators.catalogue import INDICATORS
from measures.local_time import DAY_US, local_day, start_of_day
from screen.language import vocabulary
from screen.language.formats import count, day, duration_words, elapsed_words, whole_days
from screen.language.vocabulary import rule_words
from screen.language.words import _, many
from screen.sections.shared.cells import agency_cell
from screen.view.view import View

Mark = dict[str, Any]

DEADLINES = ""  # stands for no agency: the lane of the deadlines


def day_of(us: int) -> str:
    """The Helsinki day of a moment in µs, in words."""
    return day(local_day(us))


def timeline(found: CaseFigures, view: View) -> Section:
    """Who was in the case when, what waited, what was paused and what is due."""
    name = "case-timeline"
    below = _(
        "Bars: involved. Lines: a handover waits. ● answered, × returned or withdrawn, ◆ late. Grey bands: paused."
    )
    # handovers and deadlines have tables of their own
    reasons, paused = vocabulary.names("pause_reasons"), _("Paused: {reason}")
    spans = [
        *((view.name("agency", row["agency"]), row["started_at"], found["closed_at"]) for row in found["involvements"]),
        *(
            (paused.format(reason=reasons[row["reason"]]), row["started_at"], row["ended_at"])
            for row in found["pauses"]
        ),
    ]
    columns = {
        Column(_("What"), figures=False): lambda span: Phrase(span[0]),
        Column(_("From"), figures=False): lambda span: Phrase(day_of(span[1])),
        Column(_("Until"), figures=False): lambda span: (
            Phrase(_("not yet"), "state") if span[2] is None else Phrase(day_of(span[2]))
        ),
    }
    days = [(what, local_day(start), end and local_day(end)) for what, start, end in spans]
    csv = Csv(name, pd.DataFrame(days, columns=["what", "from_day", "until_day"]))
    numbers = table_of(_("Agencies and pauses of the case"), spans, columns)
    chart = Chart(case_timeline(_marks(found, view), _conclusion(found)), name=name, numbers=numbers, csv=csv)
    return Section(name, _("What happened when"), (chart,), below)


def _marks(found: CaseFigures, view: View) -> pd.DataFrame:
    """The marks of the chart, in days since its left edge; what is pointed at comes after what lies under it."""
    # those involved as they joined, then those to whom anything was handed over
    codes = [row["agency"] for row in found["involvements"]] + [row["to_agency"] for row in found["handovers"]]
    lanes = {code: view.name("agency", code) for code in codes}
    if found["deadlines"]:
        lanes[DEADLINES] = _("Deadlines")
    every = [*_stretches(found, view), *_waits(found, view), *_due(found, view)]
    left = min((mark["start"] for mark in every), default=found["opened_at"])
    right = max((mark["end"] for mark in every), default=left + DAY_US)
    opened = {"kind": "lane", "start": found["opened_at"], "end": found["opened_at"]}
    rows = [*({**opened, "lane": code} for code in lanes), *every, *_ticks(left, right)]
    frame = pd.DataFrame(rows, columns=["kind", "lane", "start", "end", "tick", "words"])
    order = {code: place for place, code in enumerate(lanes)} | {number: number for number in range(TICKS)}
    frame["order"], frame["name"] = frame["lane"].map(order), frame["lane"].map(lanes)
    frame["start"], frame["end"] = (frame["start"] - left) / DAY_US, (frame["end"] - left) / DAY_US
    return frame[list(COLUMNS)]


def _stretches(found: CaseFigures, view: View) -> Iterator[Mark]:
    """Pauses, then the agencies' time in the case."""
    now = view.filters.as_of_us
    for pause in found["pauses"]:
        start, reason = pause["started_at"], vocabulary.name("pause_reasons", pause["reason"])
        words = _("Paused from {start}: {reason}").format(start=day_of(start), reason=reason)
        yield {"kind": "pause", "start": start, "end": pause["ended_at"] or now, "words": words}
    for row in found["involvements"]:
        start, agency = row["started_at"], view.name("agency", row["agency"])
        words = _("{agency}: involved from {day}").format(agency=agency, day=day_of(start))
        end = max(found["closed_at"] or now, start)
        yield {"kind": "involved", "lane": row["agency"], "start": start, "end": end, "words": words}


def _waits(found: CaseFigures, view: View) -> Iterator[Mark]:
    said = _("{kind}, from {sender} to {receiver}, {day}: {ended}, after {days}")
    for row in found["handovers"]:
        sent, pending = row["handed_over_at"], row["state"] == "pending"
        end = row["ended_at"] or (view.filters.as_of_us if pending else sent)
        words = said.format(
            kind=vocabulary.name("handover_kinds", row["kind"]),
            sender=view.name("agency", row["from_agency"]),
            receiver=view.name("agency", row["to_agency"]),
            day=day_of(sent),
            ended=_how_it_ended(row).text,
            days=elapsed_words(row["waited_days"]),
        )
        base = {"lane": row["to_agency"], "words": words}
        yield {**base, "kind": "waiting_late" if row["overdue"] else "waiting", "start": sent, "end": end}
        yield {**base, "kind": "sent", "start": sent, "end": sent}
        if not pending or row["overdue"]:
            accepted = row["state"] == "answered" and not row["returned"]
            kind = "late" if row["overdue"] else "done" if accepted else "back"
            yield {**base, "kind": kind, "start": end, "end": end}


def _due(found: CaseFigures, view: View) -> Iterator[Mark]:
    kinds = {"met": "done", "met_late": "done", "overdue": "late", "ahead": "ahead", "left": "back"}
    for row in found["deadlines"]:
        name, at, stands = vocabulary.name("deadline_kinds", row["kind"]), row["due_on"], _how_it_stands(row, view).text
        words = _("{kind}, due {day}: {stands}").format(kind=name, day=day(row["due_day"]), stands=stands)
        yield {"kind": kinds[row["state"]], "lane": DEADLINES, "start": at, "end": at, "words": words}


def _ticks(left: int, right: int) -> Iterator[Mark]:
    """Days under the axis, so far apart that their words do not meet; the first of a month where there is room."""
    for number in range(TICKS):
        at = left + (right - left) * number // (TICKS - 1)
        first = start_of_day(local_day(at).replace(day=1))
        shown = first if right - left > 400 * DAY_US and first >= left else at
        yield {"kind": "tick", "lane": number, "start": shown, "end": shown, "tick": day_of(shown)}


def _conclusion(found: CaseFigures) -> str:
    joined, sent = len(found["involvements"]), len(found["handovers"])
    late = sum(row["overdue"] for row in found["handovers"])
    late += sum(row["state"] == "overdue" for row in found["deadlines"])
    lateness = many("{n} handover or deadline is late.", "{n} handovers or deadlines are late.", late)
    said = (
        _("Timeline of the case."),
        many("{n} agency is involved.", "{n} agencies are involved.", joined).format(n=count(joined)),
        many("{n} handover was sent.", "{n} handovers were sent.", sent).format(n=count(sent)),
        lateness.format(n=count(late)) if late else _("Nothing is late."),
    )
    return " ".join(said)


def facts(found: CaseFigures, view: View) -> Section:
    paused = Phrase(duration_words(found["paused_days"])) if found["paused_days"] else Phrase(_("none"), "zero")
    said = {
        _("Status"): _status(found),
        _("Region"): Phrase(view.name("region", found["region"])),
        _("County"): Phrase(view.name("county", found["county"])),
        _("Form of exploitation"): Phrase(view.name("form", found["form"])),
        _("Age group"): Phrase(view.name("age_group", found["age_group"])),
        _("Phase of the investigation"): Phrase(vocabulary.name("investigation_phases", found["investigation_phase"])),
        _("Offence under investigation"): Phrase(vocabulary.name("offences", found["offence"])),
        _("Responsible agency"): agency_cell(found["responsible_agency"], view),
        _("Opened"): Phrase(day_of(found["opened_at"])),
        _("Age"): Phrase(elapsed_words(found["age_days"]), explained=_(INDICATORS["age"].definition)),
        _("Of that paused"): paused,
    }
    columns = [Column(_("Case"), figures=False), Column(found["case_id"], figures=False)]
    rows = [[Phrase(name), value] for name, value in said.items()]
    return Section("case-facts", _("The case"), (Table(_("What the case is"), columns, rows),))


def _status(found: CaseFigures) -> Phrase:
    if found["closed_at"] is None:
        return Phrase(_("open, paused now") if found["paused_now"] else _("open"))
    reason = vocabulary.name("closed_reasons", str(found["closed_reason"]))
    return Phrase(_("closed on {day}: {reason}").format(day=day_of(found["closed_at"]), reason=reason))


def handovers(rows: Sequence[Handover], view: View) -> Section:
    """The handovers of the case, the latest first."""
    name, heading = "case-handovers", _("Handovers")
    if not rows:
        return Section(name, heading, (), _("Nothing was handed over in this case"))
    columns = {
        Column(_("Sent"), figures=False): lambda row: Phrase(day_of(row["handed_over_at"])),
        Column(_("What"), figures=False): lambda row: Phrase(vocabulary.name("handover_kinds", row["kind"])),
        Column(_("Sender"), figures=False): lambda row: Phrase(view.name("agency", row["from_agency"])),
        Column(_("Receiver"), figures=False): lambda row: Phrase(view.name("agency", row["to_agency"])),
        Column(_("Outcome"), figures=False): _how_it_ended,
        Column(_("Waited"), indicator="waiting_time"): lambda row: Phrase(elapsed_words(row["waited_days"])),
    }
    parts = (table_of(_("Handovers of the case"), reversed(rows), columns), Csv(name, pd.DataFrame(rows)))
    below = many("{n} handover, the latest first", "{n} handovers, the latest first", len(rows))
    return Section(name, heading, parts, below.format(n=count(len(rows))))


def _how_it_ended(row: Handover) -> Phrase:
    if row["overdue"] and row["days_until_due"] is not None:
        return Phrase(_("waits, {days} past target").format(days=whole_days(-row["days_until_due"])), "attention")
    words = {
        "pending": _("waits"),
        "answered": _("returned") if row["returned"] else _("accepted"),
        "withdrawn": _("withdrawn"),
        "closed": _("the case closed first"),
        "after_closing": _("sent after the case closed"),
    }
    return Phrase(words[row["state"]])


def deadlines(rows: Sequence[Deadline], view: View) -> Section:
    """The deadlines of the case, the latest first."""
    name, heading = "case-deadlines", _("Deadlines")
    if not rows:
        return Section(name, heading, (), _("No deadline is recorded in this case"))
    columns = {
        Column(_("Due"), figures=False): lambda row: Phrase(day(row["due_day"])),
        Column(_("Deadline"), figures=False): lambda row: Phrase(vocabulary.name("deadline_kinds", row["kind"])),
        Column(_("Responsible agency"), figures=False): lambda row: agency_cell(row["responsible_agency"], view),
        Column(_("State"), figures=False): lambda row: _how_it_stands(row, view),
    }
    parts = (table_of(_("Deadlines of the case"), reversed(rows), columns), Csv(name, pd.DataFrame(rows)))
    below = many("{n} deadline, the latest first", "{n} deadlines, the latest first", len(rows))
    return Section(name, heading, parts, below.format(n=count(len(rows))))


def _how_it_stands(row: Deadline, view: View) -> Phrase:
    left = (row["due_day"] - view.filters.today).days
    if row["state"] == "overdue":
        return Phrase(_("{days} past due").format(days=whole_days(-left)), "attention")
    words = {
        "met": _("met in time"),
        "met_late": _("met late"),
        "left": _("the case closed first"),
        "ahead": _("due in {days}").format(days=whole_days(left)) if left else _("due today"),
    }
    return Phrase(words[row["state"]])


def missing(rows: Sequence[Lacking], view: View) -> Section:
    """The partners that the rules ask for and the case lacks, each with the next step."""
    rules = {rule.code: rule_words(rule) for rule in view.settings.partner_rules}
    found = [rules[row["rule"]] for row in rows]
    parts = tuple(Words(rule.next_step, rule.name, "note") for rule in found)
    below = "" if rows else _("None that the rules ask for")
    return Section("case-partners", _("Missing partners"), parts, below, "missing_partner")
