"""Open cases: how many, how the number came about, how old they are, where they are, and why cases closed."""

from documents.page import Columns, Page
from documents.sheet import Said
from indicators import open_cases
from screen.address.address import period_name
from screen.language.formats import count, out_of
from screen.language.words import _, many
from screen.sections.open_cases import by_age, by_reason, oldest, over_time, where
from screen.sections.shared import empty, sentences
from screen.sections.shared.counts import counted, filled, joined, rows_of
from screen.view.view import View


def page(view: View) -> Page:
    """The open cases of what the viewer may see."""
    figures = view.compute(open_cases.figures)
    if not figures["open"] and not figures["in_scope"]:
        return empty.page(view.address)
    charts = Columns(
        (1.35, 1), (tuple(over_time(figures["weeks"], view)), (by_age(figures, view), by_reason(figures, view)))
    )
    tables = Columns((1.35, 1), ((where(figures, view),), tuple(oldest(view))))
    return Page(*headline(figures), below(figures, view), (charts, tables), link=rows_of(view, "without_next_step"))


def headline(figures: open_cases.Figures) -> tuple[str, str]:
    """The sentence the page begins with: the figure that needs attention, and the rest of the sentence."""
    still_open, idle = figures["open"], figures["without_next_step"]
    if not still_open:
        return "", _("No case is open")
    if not idle:
        words = many("{n} case is open, and it has a next step", "All {n} open cases have a next step", still_open)
        return "", words.format(n=count(still_open))
    return out_of(idle, still_open), many("open cases has no next step", "open cases have no next step", idle)


def below(figures: open_cases.Figures, view: View) -> Said:
    """The change over the period, who has no responsible agency, how old cases are, and what is not of the past."""
    period, unnamed = period_name(view.address), figures["without_responsible_agency"]
    opened, closed = (counted(n, view, of) for of, n in (("opened", figures["opened"]), ("closed", figures["closed"])))
    words = _("{period}: {opened} opened, {closed} closed, {change}.")
    flow = filled(words, period=period, opened=opened, closed=closed, change=_change(figures["net_change"]))
    named = many("{n} has no responsible agency.", "{n} have no responsible agency.", unnamed)
    rows = filled(named, n=counted(unnamed, view, "without_responsible_agency"))
    return joined((flow, rows if unnamed else "", sentences.if_past(view)))


def _change(change: int) -> str:
    if not change:
        return _("as many as before")
    more = many("{n} more open than before", "{n} more open than before", change)
    fewer = many("{n} fewer open than before", "{n} fewer open than before", -change)
    return (more if change > 0 else fewer).format(n=count(abs(change)))
