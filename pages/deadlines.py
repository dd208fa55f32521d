"""Deadlines: the periods that end without a follow-on step, what falls due, what is past due, and referrals."""

from documents.page import Columns, Page
from documents.sheet import Said
from indicators import deadlines, open_cases
from screen.address.address import period_name
from screen.language import vocabulary
from screen.language.formats import count
from screen.language.words import _, many
from screen.sections.deadlines import by_kind_or_agency, due_days_section, overdue, periods, referral_section
from screen.sections.shared import empty, sentences
from screen.sections.shared.counts import counted, filled, joined, rows_of
from screen.view.view import View


def page(view: View) -> Page:
    """The deadlines of what the viewer may see."""
    figures, cases = view.compute(deadlines.figures), view.compute(open_cases.counts)
    if not cases["open"] and not cases["in_scope"]:
        return empty.page(view.address)
    referral = referral_section(figures["referral"], view.compute(deadlines.referral_curve), view)
    left = (due_days_section(figures, view), *by_kind_or_agency(figures, view), *overdue(figures["overdue"], view))
    columns = Columns((1.35, 1), (left, (*periods(figures, view), referral)))
    return Page(*headline(figures), below(figures, view), (columns,), link=_rows(figures, view))


def headline(figures: deadlines.Figures) -> tuple[str, str]:
    """The sentence the page begins with: the figure that needs attention, and the rest of the sentence."""
    if ending := [period for period in figures["periods"] if period["without_step"]]:
        n, also = ending[0]["without_step"], ending[-1]["without_step"]
        rest = vocabulary.name("ending_periods", ending[0]["kind"], "ends_one" if n == 1 else "ends_more")
        too = many("; {n} recovery period does so too", "; {n} recovery periods do so too", also)
        return count(n), rest + (too.format(n=count(also)) if len(ending) > 1 else "")
    if late := figures["overdue"]:
        return count(late), many("deadline of an open case is past due", "deadlines of open cases are past due", late)
    if soon := figures["due_soon"]:
        words = many(
            "Nothing is past due; {n} deadline falls due within 14 days",
            "Nothing is past due; {n} deadlines fall due within 14 days",
            soon,
        )
        return "", words.format(n=count(soon))
    if not figures["by_kind"]:
        return "", _("No deadlines are recorded for these cases")
    return "", _("Nothing is past due, and nothing falls due within 14 days")


def _rows(figures: deadlines.Figures, view: View) -> str:
    """The rows that the headline counts."""
    ending = [period["kind"] for period in figures["periods"] if period["without_step"]]
    return rows_of(view, "without_step", kind=ending[0]) if ending else rows_of(view, "overdue")


def below(figures: deadlines.Figures, view: View) -> Said:
    """What is past due and due, for which period the shares stand, and what is not of the past."""
    late, soon = counted(figures["overdue"], view, "overdue"), counted(figures["due_soon"], view, "due_soon")
    now = filled(_("Of open cases: {soon} due within 14 days, {late} past due."), soon=soon, late=late)
    period = _("Met in time and referrals: {period}.").format(period=period_name(view.address))
    return joined((now, period, sentences.if_past(view)))
