"""One case, for those who may see its rows: what it is, what happened when, what waits and what is due."""

from config.codes import UNKNOWN
from documents.page import Columns, Page, Section, TextField
from indicators import case
from indicators.case import CaseFigures
from screen.language.formats import count, elapsed_words
from screen.language.words import _, many
from screen.sections.case import day_of, deadlines, facts, handovers, missing, timeline
from screen.sections.shared.cells import CASE
from screen.view.view import View

LONGEST = 60


def page(view: View) -> Page:
    """The case that the address names."""
    case_id = view.given(CASE).strip()[:LONGEST]
    found = view.compute(case.figures, case_id, view.settings.partner_rules) if case_id else None
    search = TextField(CASE, _("Case number"), case_id, width=240, longest=LONGEST)
    shown = (
        (Section("case", "", _columns(found, view), logged=f"case/{found['case_id']}", cases=(found["case_id"],)),)
        if found
        else ()
    )
    return Page(*_headline(found, case_id), _below(found, case_id), (search, *shown))


def _columns(found: CaseFigures, view: View) -> tuple[Columns, ...]:
    what_it_is = (facts(found, view), missing(found["missing"], view))
    below = ((handovers(found["handovers"], view),), (deadlines(found["deadlines"], view),))
    return Columns((2, 1), ((timeline(found, view),), what_it_is)), Columns((1.6, 1), below)


def _headline(found: CaseFigures | None, case_id: str) -> tuple[str, str]:
    """The sentence the page begins with. One for a case that does not exist and for one that is not to be seen."""
    if found is None:
        words = _("There is no case {case} that you can see") if case_id else _("Which case are you looking for?")
        return "", words.format(case=case_id)
    late, words = sum(row["overdue"] for row in found["handovers"]), _("Case {case} is open, and nothing in it is late")
    if late:
        words = many(
            "handover of case {case} is past its target", "handovers of case {case} are past their target", late
        )
    elif late := sum(row["state"] == "overdue" for row in found["deadlines"]):
        words = many("deadline of case {case} is past due", "deadlines of case {case} are past due", late)
    elif found["closed_at"]:
        words = _("Case {case} is closed")
    if found["responsible_agency"] == UNKNOWN and not found["closed_at"]:
        words = _("{headline}; the case has no responsible agency").replace("{headline}", words)
    return count(late) if late else "", words.format(case=found["case_id"])


def _below(found: CaseFigures | None, case_id: str) -> str:
    if found is None:
        other = _("Look at the number again, or find the case in the lists of open cases, handovers and deadlines.")
        return other if case_id else _("Type its number, or follow it from a list. Each look at a case is logged.")
    opened, age = day_of(found["opened_at"]), elapsed_words(found["age_days"])
    if found["closed_at"]:
        closed = day_of(found["closed_at"])
        return _("Opened on {opened}, closed on {closed}, after {age}.").format(opened=opened, closed=closed, age=age)
    words = _("Opened on {opened}, open for {age}. Filters other than the as-of moment do not apply here.")
    return words.format(opened=opened, age=age)
