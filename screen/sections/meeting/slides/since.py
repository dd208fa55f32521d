"""Slide: what came, went and was answered since the last meeting, and how many wait week by week."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd

from charts.drawing import Recipe
from charts.slide_line import COLUMNS, HEIGHT, LOW, slide_line
from documents.sheet import Block, Chart, Figure, Figures, Phrase, Sheet, Words
from screen.language import vocabulary
from screen.language.formats import HELSINKI, count, day_of_year
from screen.language.words import _, many
from screen.sections.meeting.slides.emphasis import told

WEEKS_BETWEEN_NAMES = 8
MOST_FLAGS = 4


def sheet(name: str, figures: Mapping[str, Any]) -> Sheet:
    """The slide, from `indicators.meeting.since.since_last_meeting`."""
    numbers = Figures([_opened(figures), _answered(figures), _newly_past(figures), _due(figures)])
    blocks: list[Block] = [numbers]
    if figures["waiting_by_week"]:
        blocks.append(Chart(_line(figures), _("Waiting handovers, week by week")))
    if figures["flags"]:
        blocks.append(Words(_flags(figures["flags"]), _("More than chance explains")))
    return Sheet(name, _title(figures), blocks)


def _title(figures: Mapping[str, Any]) -> Sequence[Phrase]:
    n = figures["newly_overdue"]
    since = day_of_year(datetime.fromisoformat(figures["since"]).astimezone(HELSINKI).date())
    if not n:
        return told(_("Since {day}, no other handover passed its target"), day=since)
    words = many(
        "Since {day}, *{n} more handover* is past its target", "Since {day}, *{n} more handovers* are past target", n
    )
    return told(words, day=since, n=count(n))


def _opened(figures: Mapping[str, Any]) -> Figure:
    label = many("case opened", "cases opened", figures["opened"])
    note = _("{closed} closed, {open} open").format(closed=count(figures["closed"]), open=count(figures["open"]))
    return Figure(count(figures["opened"]), label, (Phrase(note),))


def _answered(figures: Mapping[str, Any]) -> Figure:
    label = many("handover answered", "handovers answered", figures["answered"])
    returned = _("{n} of them returned").format(n=count(figures["returned"]))
    return Figure(count(figures["answered"]), label, (Phrase(returned),))


def _newly_past(figures: Mapping[str, Any]) -> Figure:
    n = figures["newly_overdue"]
    all_past = _("{n} in all").format(n=count(figures["overdue"]))
    return Figure(count(n), _("newly past target"), (Phrase(all_past),), "attention" if n else "")


def _due(figures: Mapping[str, Any]) -> Figure:
    n, unled = figures["due"], figures["without_responsible_agency"]
    label = many("deadline within 7 days", "deadlines within 7 days", n)
    if not unled:
        return Figure(count(n), label, (Phrase(_("all have a responsible agency")),) if n else ())
    return Figure(count(n), label, (Phrase(_("{n} without a responsible agency").format(n=count(unled))),))


def _line(figures: Mapping[str, Any]) -> Recipe:
    """The weeks that are complete, and now."""
    weeks, now = figures["waiting_by_week"], figures["pending"]
    named = range(0, max(len(weeks) - 3, 1), WEEKS_BETWEEN_NAMES)
    rows = [
        {"order": order, "name": _short(week["week"]) if order in named else "", "value": week["pending"], "said": ""}
        for order, week in enumerate(weeks)
    ]
    said = _("{n} now").format(n=count(now))
    points = [*rows, {"order": len(weeks), "name": "", "value": now, "said": said}]
    words = _("Handovers that waited as each week ended: from {first} in the week of {week} to {now} now.")
    first = weeks[0]
    alt = words.format(first=count(first["pending"]), week=_short(first["week"]), now=count(now))
    return slide_line(pd.DataFrame(points, columns=list(COLUMNS)), alt, LOW if figures["flags"] else HEIGHT)


def _short(week: str) -> str:
    return day_of_year(date.fromisoformat(week))


def _flags(flags: Sequence[Mapping[str, Any]]) -> str:
    """The first of the flags and how many more there are: what the slide has room for."""
    said = [_flagged(flag) for flag in flags[:MOST_FLAGS]]
    more = len(flags) - len(said)
    return "; ".join([*said, _("and {n} more").format(n=count(more))] if more else said)


def _flagged(flag: Mapping[str, Any]) -> str:
    words = vocabulary.name("chart_flags", f"{flag['flag']}.{flag['side']}", "on_slide")
    return words.format(what=vocabulary.name("charted", flag["key"]))
