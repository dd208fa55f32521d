"""Slide: what came, went and was answered since the last meeting, and how many wait week by week."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from charts.drawing import Recipe
from charts.slides import HEIGHT, LOW, POINTS, slide_line
from config.codes import UNKNOWN
from documents.sheet import Block, Chart, Figure, Figures, Phrase, Sheet, Words
from indicators.meeting.since import DUE_DAYS
from measures.local_time import DAY_US, start_of_day, to_us
from screen.language import vocabulary
from screen.language.formats import HELSINKI, count, day_of_year
from screen.language.words import _, many
from screen.sections.meeting.slides.emphasis import Rows, led, nowhere, told
from screen.sections.shared.counts import filled

WEEKS_BETWEEN_NAMES = 8
MOST_FLAGS = 4
WEEK_US = 7 * DAY_US


def sheet(name: str, figures: Mapping[str, Any], rows: Rows = nowhere) -> Sheet:
    """The slide, from `indicators.meeting.since.since_last_meeting`."""
    blocks: list[Block] = [_numbers(figures, rows)]
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


def _numbers(figures: Mapping[str, Any], rows: Rows) -> Figures:
    """What was opened, answered and newly passed its target, and what is due, each with a note."""
    opened, answered, late, due = (figures[name] for name in ("opened", "answered", "newly_overdue", "due"))
    unled = figures["without_responsible_agency"]
    still_open = led(figures["open"], rows("open"))
    open_now = filled(_("{closed} closed, {open} open"), closed=count(figures["closed"]), open=still_open)
    returned = _("{n} of them returned").format(n=count(figures["returned"]))
    in_all = filled(_("{n} in all"), n=led(figures["overdue"], rows("past_target")))
    within = {"below": str(DUE_DAYS + 1)}
    by_nobody = led(unled, rows("due_soon", responsible_agency=UNKNOWN, **within))
    all_led = (Phrase(_("all have a responsible agency")),)
    responsible = filled(_("{n} without a responsible agency"), n=by_nobody) if unled else all_led
    return Figures(
        [
            Figure(count(opened), many("case opened", "cases opened", opened), (open_now,)),
            Figure(count(answered), many("handover answered", "handovers answered", answered), (Phrase(returned),)),
            Figure(count(late), _("newly past target"), (in_all,), "attention" if late else ""),
            Figure(
                count(due),
                many("deadline within 7 days", "deadlines within 7 days", due),
                (responsible,) if due or unled else (),
                link=rows("due_soon", **within) if due else "",
            ),
        ]
    )


def _line(figures: Mapping[str, Any]) -> Recipe:
    """The weeks that are complete, and now: as far from them as so much of a week is."""
    weeks, now = figures["waiting_by_week"], figures["pending"]
    named = range(0, max(len(weeks) - 3, 1), WEEKS_BETWEEN_NAMES)
    points: list[tuple[float, str, int, str]] = [
        (order, _short(week["week"]) if order in named else "", week["pending"], "") for order, week in enumerate(weeks)
    ]
    points.append((len(weeks) - 1 + _part_of_week(figures), "", now, _("{n} now").format(n=count(now))))
    words = _("Handovers that waited as each week ended: from {first} in the week of {week} to {now} now.")
    first = weeks[0]
    alt = words.format(first=count(first["pending"]), week=_short(first["week"]), now=count(now))
    return slide_line(pd.DataFrame(points, columns=list(POINTS)), alt, LOW if figures["flags"] else HEIGHT)


def _part_of_week(figures: Mapping[str, Any]) -> float:
    """How much of the week that still runs has passed."""
    ended = date.fromisoformat(figures["waiting_by_week"][-1]["week"]) + timedelta(days=7)
    passed = to_us(datetime.fromisoformat(figures["as_of"])) - start_of_day(ended)
    return min(max(passed / WEEK_US, 0), 1)


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
