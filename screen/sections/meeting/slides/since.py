"""Slide: what came, went and was answered since the last meeting, and how many wait week by week."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd

from charts.drawing import Recipe
from charts.slides import HEIGHT, LOW, POINTS, slide_line
from documents.sheet import Block, Chart, Figure, Figures, Phrase, Sheet, Words
from screen.language import vocabulary
from screen.language.formats import HELSINKI, count, day_of_year
from screen.language.words import _, many
from screen.sections.meeting.slides.emphasis import told

WEEKS_BETWEEN_NAMES = 8
MOST_FLAGS = 4


def sheet(name: str, figures: Mapping[str, Any]) -> Sheet:
    """The slide, from `indicators.meeting.since.since_last_meeting`."""
    blocks: list[Block] = [_numbers(figures)]
    if figures["waiting_by_week"]:
        blocks.append(Chart(_line(figures), _("Waiting handovers, week by week")))
    if figures["flags"]:
        blocks.append(Words(_flags(figures["flags"]), _("More than chance explains")))
    return Sheet(name, _title(figures), blocks)


def _title(figures: Mapping[str, Any]) -> Sequence[Phrase]:
    n = figures["newly_overdue"]
    since = day_of_year(datetime.fromisoformat(figures["since"]).astimezone(HELSINKI).date())
    words = many(
        "Since {day}, *{n} handover* has newly passed its target",
        "Since {day}, *{n} handovers* have newly passed their target",
        n,
    )
    return told(words if n else _("Since {day}, no handover has newly passed its target"), day=since, n=count(n))


def _numbers(figures: Mapping[str, Any]) -> Figures:
    """What was opened, answered and newly passed its target, and what is due, each with a note."""
    opened, answered, late, due = (figures[name] for name in ("opened", "answered", "newly_overdue", "due"))
    unled = figures["without_responsible_agency"]
    open_now = _("{closed} closed, {open} open").format(closed=count(figures["closed"]), open=count(figures["open"]))
    returned = _("{n} of them returned").format(n=count(figures["returned"]))
    in_all = _("{n} in all").format(n=count(figures["overdue"]))
    led = _("{n} without a responsible agency").format(n=count(unled)) if unled else _("all have a responsible agency")
    return Figures(
        [
            Figure(count(opened), many("case opened", "cases opened", opened), (Phrase(open_now),)),
            Figure(count(answered), many("handover answered", "handovers answered", answered), (Phrase(returned),)),
            Figure(count(late), _("newly past target"), (Phrase(in_all),), "attention" if late else ""),
            Figure(
                count(due),
                many("deadline within 7 days", "deadlines within 7 days", due),
                (Phrase(led),) if due or unled else (),
            ),
        ]
    )


def _line(figures: Mapping[str, Any]) -> Recipe:
    """The weeks that are complete, and now."""
    weeks, now = figures["waiting_by_week"], figures["pending"]
    named = range(0, max(len(weeks) - 3, 1), WEEKS_BETWEEN_NAMES)
    points = [
        (order, _short(week["week"]) if order in named else "", week["pending"], "") for order, week in enumerate(weeks)
    ]
    points.append((len(weeks), "", now, _("{n} now").format(n=count(now))))
    words = _("Handovers that waited as each week ended: from {first} in the week of {week} to {now} now.")
    first = weeks[0]
    alt = words.format(first=count(first["pending"]), week=_short(first["week"]), now=count(now))
    return slide_line(pd.DataFrame(points, columns=list(POINTS)), alt, LOW if figures["flags"] else HEIGHT)


def _short(week: str) -> str:
    return day_of_year(date.fromisoformat(week))


def _flags(flags: Sequence[Mapping[str, Any]]) -> str:
    """The first of the flags and how many more there are: what the slide has room for."""
    said = []
    for flag in flags[:MOST_FLAGS]:
        words = vocabulary.name("chart_flags", f"{flag['flag']}.{flag['side']}", "on_slide")
        said.append(words.format(what=vocabulary.name("charted", flag["key"])))
    if more := len(flags) - len(said):
        said.append(_("and {n} more").format(n=count(more)))
    return "; ".join(said)
