"""The timeline of a case: its marks for the chart, its conclusion, and the same as a table."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from charts.case_timeline import COLUMNS, TICKS, case_timeline
from documents.page import Section
from documents.sheet import Chart, Column, Csv, Phrase, Table
from measures.local_time import DAY_US, local_day, start_of_day
from screen.language import vocabulary
from screen.language.formats import count, day
from screen.language.words import _, many
from screen.sections.case.names import day_of, how_it_ended, how_it_stands, waited
from screen.view.view import View

Figures = Mapping[str, Any]
Mark = dict[str, Any]

DEADLINES = ""  # stands for no agency: the lane of the deadlines


def timeline(found: Figures, view: View) -> Section:
    """Who was in the case when, what waited, what was paused and what is due."""
    name = "case-timeline"
    below = _(
        "Bars: involved. Lines: a handover waits. ● answered, × returned or withdrawn, ◆ late. Grey bands: paused."
    )
    numbers, csv = _numbers(found, view)
    chart = Chart(case_timeline(marks(found, view), _conclusion(found)), name=name, numbers=numbers, csv=Csv(name, csv))
    return Section(name, _("What happened when"), (chart,), below)


def marks(found: Figures, view: View) -> pd.DataFrame:
    """The marks of the chart, in days since its left edge; what is pointed at comes after what lies under it."""
    lanes = _lanes(found, view)
    every = [*_pauses(found, view), *_involved(found, view), *_waits(found, view), *_due(found, view)]
    left = min((mark["start"] for mark in every), default=found["opened_at"])
    right = max((mark["end"] for mark in every), default=left + DAY_US)
    rows = [
        *({"kind": "lane", "lane": code, "start": found["opened_at"], "end": found["opened_at"]} for code in lanes),
        *every,
        *_ticks(left, right),
    ]
    frame = pd.DataFrame(rows, columns=["kind", "lane", "start", "end", "tick", "words"])
    order = {code: place for place, code in enumerate(lanes)} | {number: number for number in range(TICKS)}
    frame["order"], frame["name"] = frame["lane"].map(order), frame["lane"].map(lanes)
    frame["start"], frame["end"] = (frame["start"] - left) / DAY_US, (frame["end"] - left) / DAY_US
    return frame[list(COLUMNS)]


def _lanes(found: Figures, view: View) -> dict[str, str]:
    """The name of each lane by agency: those involved as they joined, then those to whom anything was handed over."""
    codes = [row["agency"] for row in found["involvements"]] + [row["to_agency"] for row in found["handovers"]]
    lanes = {code: view.name("agency", code) for code in dict.fromkeys(codes)}
    return {**lanes, DEADLINES: _("Deadlines")} if found["deadlines"] else lanes


def _until(found: Figures, view: View) -> int:
    return int(found["closed_at"] or view.filters.as_of_us)


def _pauses(found: Figures, view: View) -> Iterator[Mark]:
    for row in found["pauses"]:
        end = row["ended_at"] or view.filters.as_of_us
        words = _("Paused from {start}: {reason}").format(
            start=day_of(row["started_at"]), reason=vocabulary.name("pause_reasons", row["reason"])
        )
        yield {"kind": "pause", "start": row["started_at"], "end": end, "words": words}


def _involved(found: Figures, view: View) -> Iterator[Mark]:
    for row in found["involvements"]:
        words = _("{agency}: involved from {day}").format(
            agency=view.name("agency", row["agency"]), day=day_of(row["started_at"])
        )
        end = max(_until(found, view), row["started_at"])
        yield {"kind": "involved", "lane": row["agency"], "start": row["started_at"], "end": end, "words": words}


def _waits(found: Figures, view: View) -> Iterator[Mark]:
    for row in found["handovers"]:
        sent, pending = row["handed_over_at"], row["state"] == "pending"
        end = row["ended_at"] or (view.filters.as_of_us if pending else sent)
        base = {"lane": row["to_agency"], "words": handover_said(row, view)}
        yield {**base, "kind": "waiting_late" if row["overdue"] else "waiting", "start": sent, "end": end}
        yield {**base, "kind": "sent", "start": sent, "end": sent}
        if not pending or row["overdue"]:
            accepted = row["state"] == "answered" and not row["returned"]
            kind = "late" if row["overdue"] else "done" if accepted else "back"
            yield {**base, "kind": kind, "start": end, "end": end}


def handover_said(row: Figures, view: View) -> str:
    """A handover as a sentence."""
    words = _("{kind}, from {sender} to {receiver}, {day}: {ended}, after {days}")
    return words.format(
        kind=vocabulary.name("handover_kinds", row["kind"]),
        sender=view.name("agency", row["from_agency"]),
        receiver=view.name("agency", row["to_agency"]),
        day=day_of(row["handed_over_at"]),
        ended=how_it_ended(row).text,
        days=waited(row),
    )


def _due(found: Figures, view: View) -> Iterator[Mark]:
    kinds = {"met": "done", "met_late": "done", "overdue": "late", "ahead": "ahead", "left": "back"}
    for row in found["deadlines"]:
        words = _("{kind}, due {day}: {stands}").format(
            kind=vocabulary.name("deadline_kinds", row["kind"]),
            day=day(row["due_day"]),
            stands=how_it_stands(row, (row["due_day"] - view.filters.today).days).text,
        )
        at = row["due_on"]
        yield {"kind": kinds[row["state"]], "lane": DEADLINES, "start": at, "end": at, "words": words}


def _ticks(left: int, right: int) -> Iterator[Mark]:
    """Days under the axis, so far apart that their words do not meet; the first of a month where there is room."""
    for number in range(TICKS):
        at = left + (right - left) * number // (TICKS - 1)
        of_day = local_day(at)
        first = start_of_day(date(of_day.year, of_day.month, 1))
        shown = first if right - left > 400 * DAY_US and first >= left else at
        yield {"kind": "tick", "lane": number, "start": shown, "end": shown, "tick": day_of(shown)}


def _conclusion(found: Figures) -> str:
    joined, late = len(found["involvements"]), sum(row["overdue"] for row in found["handovers"])
    late += sum(row["state"] == "overdue" for row in found["deadlines"])
    agencies = many("{n} agency is involved.", "{n} agencies are involved.", joined).format(n=count(joined))
    sent = len(found["handovers"])
    handovers = many("{n} handover was sent.", "{n} handovers were sent.", sent).format(n=count(sent))
    if not late:
        return _("Timeline of the case. {agencies} {handovers} Nothing is late.").format(
            agencies=agencies, handovers=handovers
        )
    lateness = many("{n} handover or deadline is late.", "{n} handovers or deadlines are late.", late)
    return _("Timeline of the case. {agencies} {handovers} {late}").format(
        agencies=agencies, handovers=handovers, late=lateness.format(n=count(late))
    )


def _numbers(found: Figures, view: View) -> tuple[Table, pd.DataFrame]:
    """Who joined when, and when it was paused: handovers and deadlines have tables of their own."""
    columns = [Column(head, figures=False) for head in (_("What"), _("From"), _("Until"))]
    joined = [
        (view.name("agency", row["agency"]), row["started_at"], found["closed_at"]) for row in found["involvements"]
    ]
    paused = [
        (_("Paused: {reason}").format(reason=vocabulary.name("pause_reasons", row["reason"])), *_span(row))
        for row in found["pauses"]
    ]
    rows = [[Phrase(what), Phrase(day_of(start)), _end(end)] for what, start, end in (*joined, *paused)]
    frame = pd.DataFrame(
        [(what, local_day(start), end and local_day(end)) for what, start, end in (*joined, *paused)],
        columns=["what", "from_day", "until_day"],
    )
    return Table(_("Agencies and pauses of the case"), columns, rows), frame


def _span(row: Figures) -> Sequence[Any]:
    return row["started_at"], row["ended_at"]


def _end(us: int | None) -> Phrase:
    return Phrase(_("not yet"), "state") if us is None else Phrase(day_of(us))
