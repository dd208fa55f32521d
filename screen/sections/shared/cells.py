"""Figures as table cells. Pure: zeros in grey, past target in the colour of attention, what cannot be told in words."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote_plus

from config.codes import UNKNOWN
from documents.sheet import Column, Phrase
from indicators.quality import late_agencies
from screen.language.formats import FEW, count, days_cell, decimal, out_of, part, percent, whole_days
from screen.language.words import _, many
from screen.view.view import View

Interval = Sequence[float | None]
NO_INTERVAL: Interval = (None, None)
CASE = "case"  # the parameter that names a case


def count_cell(n: int, link: str = "") -> Phrase:
    """A count, which leads to its rows; zero stands back."""
    return Phrase(count(n), "" if n else "zero", link=link if n else "")


def past_target_cell(n: int, link: str = "") -> Phrase:
    """A count that asks to be looked at unless it is zero, and leads to its rows."""
    return Phrase(count(n), "attention" if n else "zero", link=link if n else "")


def median_cell(days: float | None, handovers: int, interval: Interval = NO_INTERVAL) -> Phrase:
    """A median delay with its interval, and the number of handovers it rests on."""
    if days is not None:
        explained = _of_handovers(handovers)
        return Phrase(days_cell(days), explained=explained, after=sureness(handovers < FEW, days_range(interval)))
    return Phrase(_("not reached"), "state", explained=_of_handovers(handovers)) if handovers else no_data_cell()


def share_cell(share: float | None, handovers: int, at_least: bool = False, interval: Interval = NO_INTERVAL) -> Phrase:
    """An estimated share of handovers with its interval; there is no count to say of few. `at_least`: the estimate is a
    lower bound.
    """
    if share is None:
        return no_data_cell()
    if handovers < FEW:
        return Phrase(_("few cases"), "state", explained=_of_handovers(handovers))
    words = _("at least {share}") if at_least else "{share}"
    return Phrase(words.format(share=percent(share)), explained=_of_handovers(handovers), after=share_range(interval))


def part_cell(share: float, base: int, of: str, interval: Interval, link: str) -> Phrase:
    """A share of what is counted, which is `of` so many, with its interval; of few, how many, which leads to them."""
    words, sure = part(share, base), sureness(base < FEW, share_range(interval))
    return Phrase(words, explained=of, link=link if share and words[-1:].isdigit() else "", after=sure)


def mean_cell(mean: float | None, cases: int) -> Phrase:
    """A mean per case, with the number of cases it rests on."""
    if mean is None:
        return no_data_cell()
    of = many("of {n} case", "of {n} cases", cases).format(n=count(cases))
    return Phrase(decimal(mean), explained=of, after=sureness(cases < FEW))


def missing_cell(rule: Mapping[str, Any], link: str = "") -> Phrase:
    """In how many of the cases that a partner rule concerns the partner is missing; leads to these."""
    words = out_of(rule["missing"], rule["of"])
    if rule["missing"] and rule["strength"] == "to_consider":
        return Phrase(words, link=link, after=_("consider the partner"))
    return Phrase(words, "attention" if rule["missing"] else "zero", link=link if rule["missing"] else "")


def share_range(interval: Interval) -> str:
    """The interval of a share in short: '38–54%', nothing where there is none."""
    low, high = interval
    if low is None or high is None:
        return ""
    return _("{lower}–{upper}%").format(lower=round(100 * low), upper=round(100 * high))


def days_range(interval: Interval) -> str:
    """The interval of a median in short: '4.9–7.1', '4.9 or more' where its end is not reached."""
    low, high = interval
    if low is None:
        return ""
    words = _("{low} or more") if high is None else _("{low}–{high}")
    return words.format(low=days_cell(low), high="" if high is None else days_cell(high))


def interval_words(interval: Interval) -> str:
    """'95% range 38%–54%', nothing where there is none."""
    low, high = interval
    return (
        "" if low is None or high is None else _("95% range {low}–{high}").format(low=percent(low), high=percent(high))
    )


def with_interval(words: str, interval: Interval) -> str:
    """What a share rests on, and how sure it is: 'of 40 cases, 95% range 38%–54%'."""
    return ", ".join(filter(None, (words, interval_words(interval))))


def in_days(days: int) -> str:
    """'in 3 days', 'today'."""
    return _("in {days}").format(days=whole_days(days)) if days else _("today")


def no_data_cell() -> Phrase:
    """Nothing is in scope."""
    return Phrase(_("no data"), "state")


def few_cases(base: int) -> str:
    """What is said of a figure that rests on few cases."""
    return _("few cases") if base < FEW else ""


def sureness(few: bool, interval: str = "") -> str:
    """The words after a figure: its interval in words, and '(few cases)' where it rests on few."""
    return " ".join(filter(None, (interval, f"({_('few cases')})" if few else "")))


def _of_handovers(n: int) -> str:
    return many("of {n} handover", "of {n} handovers", n).format(n=count(n))


def agency_cell(code: str, view: View) -> Phrase:
    """A responsible agency as a table cell."""
    return Phrase(_("none recorded"), "state") if code == UNKNOWN else Phrase(view.name("agency", code))


def receiver_cells(view: View) -> Callable[[str, bool], Phrase]:
    """What makes the receiver of a handover a table cell: its code, and whether the handover still waits. One that is
    late with its data may have answered.
    """
    late = {row["agency"] for row in view.compute(late_agencies)}
    words = _("may be answered, its data is late")
    return lambda code, waits: Phrase(view.name("agency", code), before=words if waits and code in late else "")


def case_cells(view: View) -> Callable[[str], Phrase]:
    """What makes a case's number a table cell that leads to its page, in the view and language of this one."""
    page = view.link("case")
    before = f"{page}{'' if page.endswith('?') else '&'}{CASE}="
    return lambda case_id: Phrase(case_id, link=before + quote_plus(case_id))


def case_columns(view: View) -> dict[Column, Callable[[Mapping[Any, Any]], Phrase]]:
    """The first columns of a table of cases: case_id, region and responsible_agency of each row."""
    case = case_cells(view)
    return {
        Column(_("Case"), figures=False): lambda row: case(row["case_id"]),
        Column(_("Region"), figures=False): lambda row: Phrase(view.name("region", row["region"])),
        Column(_("Responsible agency"), figures=False): lambda row: agency_cell(row["responsible_agency"], view),
    }
