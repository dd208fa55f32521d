"""The tiles that a page begins with: label, figure and what it rests on, from the figures of a view."""

from collections.abc import Mapping, Sequence
from typing import Any

from indicators.catalogue import INDICATORS
from screen.formats import FEW, SAID_AS_COUNTS, count, days_cell, duration, duration_words, part, percent
from screen.parts import Phrase, tile_html
from screen.words import _, many

Figures = Mapping[str, Any]


def tiles(figures: Figures) -> list[str]:
    """The five tiles."""
    cases, sent, involved = figures["cases"], figures["handovers"], figures["involvement"]
    return [_open_cases(cases), _waiting_tile(sent), _median(sent), _agencies(involved), _three_or_more(involved)]


def _open_cases(cases: Figures) -> str:
    if not cases["open"] and not cases["in_scope"]:
        return _tile("open_cases", _("No data"), notes=[Phrase(_("No cases in this period"))])
    flow = _("{opened} opened, {closed} closed").format(opened=count(cases["opened"]), closed=count(cases["closed"]))
    idle = _("{n} without a next step").format(n=count(cases["without_next_step"]))
    return _tile("open_cases", count(cases["open"]), notes=[Phrase(flow), Phrase(idle)])


def _waiting_tile(sent: Figures) -> str:
    if not sent["total"] and not sent["pending"]:
        return _tile("pending_handovers", _("No data"), notes=[Phrase(_("No handovers in this period"))])
    late = _("{n} past target").format(n=count(sent["overdue"])) if sent["overdue"] else _("None past target")
    soon = _("{n} due within 7 days").format(n=count(sent["due_soon"]))
    notes = [Phrase(late, "attention" if sent["overdue"] else ""), Phrase(soon)]
    return _tile("pending_handovers", count(sent["pending"]), notes=notes)


def _median(sent: Figures) -> str:
    key, total = "median_response_delay", sent["total"]
    if not total:
        return _tile(key, _("No data"), notes=[Phrase(_("No handovers in this period"))])
    answered = _("{part} of {base} answered").format(part=count(sent["answered"]), base=count(total))
    few = Phrase(_("few cases")) if total < FEW else None
    if sent["median_response_days"] is None:
        return _tile(key, _("Not reached"), notes=[Phrase(answered), few or Phrase(_("Too few answers for a median"))])
    notes = [Phrase(_interval(*sent["median_interval_days"])), Phrase(_in_target(sent)), few or Phrase(answered)]
    return _tile(key, *duration(sent["median_response_days"]), notes=notes)


def _agencies(involved: Figures) -> str:
    mean, cases = involved["agencies_per_case_mean"], involved["cases"]
    if mean is None:
        return _tile("agencies_per_case", _("No data"), notes=[Phrase(_("No cases in this period"))])
    two = _("{share} with two or more").format(share=part(involved["share_2_plus"], cases))
    base = many("of {n} case in the period", "of {n} cases in the period", cases).format(n=count(cases))
    notes = [Phrase(two), Phrase(base), *([Phrase(_("few cases"))] if cases < FEW else [])]
    return _tile("agencies_per_case", f"{mean:.1f}", _("agencies"), notes)


def _three_or_more(involved: Figures) -> str:
    share, cases = involved["share_3_plus"], involved["cases"]
    if share is None:
        return _tile("share_3_plus", _("No data"), notes=[Phrase(_("No cases in this period"))])
    base = _("{part} of {base} in the period").format(part=count(round(share * cases)), base=count(cases))
    few = [Phrase(_("few cases"))] if cases < FEW else []
    unit = _("cases") if cases < SAID_AS_COUNTS else _("of cases")
    return _tile("share_3_plus", part(share, cases), unit, [Phrase(base), *few])


def _tile(key: str, figure: str, unit: str = "", notes: Sequence[Phrase] = ()) -> str:
    indicator = INDICATORS[key]
    return tile_html(_(indicator.name), figure, unit, notes, _(indicator.definition))


def _interval(low: float | None, high: float | None) -> str:
    if low is None:
        return _("95% range not reached")
    if high is None:
        return _("95% range from {low} up").format(low=duration_words(low))
    return _("95% range {low}–{high} days").format(low=days_cell(low), high=days_cell(high))


def _in_target(sent: Figures) -> str:
    if sent["answered_within_target"] is None:
        return _("No share in target yet")
    words = _("At least {share} in target") if sent["beyond_last_observation"] else _("{share} answered in target")
    return words.format(share=percent(sent["answered_within_target"]))
