"""Overview: how many cases and handovers are open, what waits past its target, and how agencies work together."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from indicators import handovers
from indicators.catalogue import INDICATORS
from indicators.figures import overview
from screen import filter_bar, parts, shell
from screen.cells import count_cell, mean_cell, median_cell, past_target_cell, share_cell
from screen.formats import (
    FEW,
    SAID_AS_COUNTS,
    count,
    days_cell,
    duration,
    duration_words,
    in_order,
    part,
    percent,
    whole_days,
)
from screen.parts import Column, Phrase, tile_html
from screen.view import View
from screen.words import _, many

PAIRS_AT_FIRST = 20
WAITING_SHOWN = 10

Figures = Mapping[str, Any]


def page(view: View) -> None:
    """Draw the Overview of what the viewer may see."""
    if not view.filters.grant.may_read("figures"):
        shell.no_access()
        return
    figures = view.compute(overview)
    st.html(parts.headline(*headline(figures, view), below(figures, view)))
    if _nothing_in(figures):
        st.button(_("Clear the filters"), on_click=filter_bar.clear)
        return
    st.html(parts.tiles(tiles(figures)))
    left, right = st.columns([1.35, 1], gap="medium")
    with left:
        _pairs(figures["handovers"], view)
        _waiting(view)
    with right:
        _regions(figures, view)


def headline(figures: Figures, view: View) -> tuple[str, str]:
    """The sentence the page begins with: the figure that needs attention, and the rest of the sentence."""
    sent = figures["handovers"]
    if _nothing_in(figures):
        return "", _("No cases and no handovers match these filters")
    if not sent["pending"]:
        return "", _("No handover waits for an answer")
    if not sent["overdue"]:
        words = many(
            "Nothing is past its target; {n} handover waits",
            "Nothing is past its target; {n} handovers wait",
            sent["pending"],
        )
        return "", words.format(n=count(sent["pending"]))
    lead = _("{part} of {base}").format(part=count(sent["overdue"]), base=count(sent["pending"]))
    rest = many("waiting handover is past its target", "waiting handovers are past their target", sent["pending"])
    return lead, rest + _whom_they_wait_for(sent["pairs"], view)


def below(figures: Figures, view: View) -> str:
    """What the figures rest on: the period, its cases and handovers, the delay clock, and what is not of the past."""
    period = filter_bar.period_name(view.address)
    if _nothing_in(figures):
        return _("{period}. Take a longer period or fewer filters.").format(period=period)
    cases, sent = figures["cases"]["in_scope"], figures["handovers"]["total"]
    base = _("{period}: {cases}, {handovers}.").format(
        period=period,
        cases=many("{n} case", "{n} cases", cases).format(n=count(cases)),
        handovers=many("{n} handover", "{n} handovers", sent).format(n=count(sent)),
    )
    clocks = {
        "calendar": _("Delays are counted in calendar days."),
        "working": _("Delays are counted in working days."),
    }
    past = _("Region, form, age group and other attributes without a time are as they stand today.")
    sentences = (base, clocks[view.filters.delay_clock], past if view.filters.as_of < view.now else "")
    return " ".join(filter(None, sentences))


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


def _nothing_in(figures: Figures) -> bool:
    cases, sent = figures["cases"], figures["handovers"]
    return not any((cases["open"], cases["in_scope"], sent["total"], sent["pending"]))


def _whom_they_wait_for(pairs: Sequence[Figures], view: View) -> str:
    """The agency that half of them or more wait for, where there is one."""
    late: dict[str, int] = {}
    for pair in pairs:
        late[pair["to"]] = late.get(pair["to"], 0) + pair["overdue"]
    agency = max(late, key=late.__getitem__, default="")
    if len(late) < 2 or late[agency] < 2 or 2 * late[agency] < sum(late.values()):
        return ""
    return _("; {n} of them wait for {agency}").format(n=count(late[agency]), agency=view.name("agency", agency))


def _pairs(sent: Figures, view: View) -> None:
    pairs = sorted(sent["pairs"], key=lambda pair: (-pair["count"], _names_of(pair, view)))
    everything = st.session_state.get("all_pairs", False)
    shown = pairs if everything else pairs[:PAIRS_AT_FIRST]
    below = many("{n} pair of agencies, the busiest first", "{n} pairs of agencies, the busiest first", len(pairs))
    head = parts.heading(_("Handover pairs"), below.format(n=count(len(pairs))))
    total = [Phrase(_("All pairs"), "total"), *_pair_cells({**sent, "count": sent["total"]})]
    rows = [[Phrase(_names_of(pair, view)), *_pair_cells(pair)] for pair in shown]
    st.html(head + parts.table_html(_("Handovers by pair of agencies"), _pair_columns(), [total, *rows]))
    if len(pairs) > PAIRS_AT_FIRST:
        st.toggle(_("Show all {n} pairs").format(n=count(len(pairs))), key="all_pairs")


def _pair_columns() -> list[Column]:
    return [
        Column(_("From → to"), figures=False),
        _column(_("Sent"), "handovers"),
        _column(_("Waiting"), "pending_handovers"),
        _column(_("Past target"), "overdue"),
        _column(_("Median days"), "median_response_delay"),
        _column(_("In target"), "answered_within_target"),
    ]


def _pair_cells(pair: Figures) -> list[Phrase]:
    sent = pair["count"]
    return [
        count_cell(sent),
        count_cell(pair["pending"]),
        past_target_cell(pair["overdue"]),
        median_cell(pair["median_response_days"], sent),
        share_cell(pair["answered_within_target"], sent, bool(pair["beyond_last_observation"])),
    ]


def _names_of(pair: Figures, view: View) -> str:
    return f"{view.name('agency', pair['from'])} → {view.name('agency', pair['to'])}"


def _waiting(view: View) -> None:
    """The case rows that wait longest, for those who may see them; each look is written down."""
    if not view.filters.grant.may_read("rows"):
        return
    rows = view.compute(handovers.waiting)
    own = rows["to_agency"] == view.filters.grant.agency
    shown = rows.assign(own=own).sort_values("own", ascending=False, kind="stable").head(WAITING_SHOWN)
    if shown.empty:
        return
    view.note_rows_shown("overview/waiting")
    order = _("those for your agency first, then the longest wait") if own.any() else _("the longest wait first")
    below = _("{shown} of {n}, {order}").format(shown=count(len(shown)), n=count(len(rows)), order=order)
    head = parts.heading(_("Waiting longest"), below)
    columns = [Column(head, figures=False) for head in (_("Case"), _("From → to"), _("Region"))]
    columns += [_column(_("Waits"), "waiting_time"), _column(_("Due"), "overdue")]
    cells = [_waiting_cells(row, view) for row in shown.to_dict("records")]
    st.html(head + parts.table_html(_("Handovers that wait longest"), columns, cells))


def _waiting_cells(row: Mapping[Any, Any], view: View) -> list[Phrase]:
    return [
        Phrase(row["case_id"]),
        Phrase(_names_of({"from": row["from_agency"], "to": row["to_agency"]}, view)),
        Phrase(view.name("region", row["region"])),
        Phrase(duration_words(row["waited_days"])),
        _due(row["days_until_due"], bool(row["overdue"])),
    ]


def _due(days: int, overdue: bool) -> Phrase:
    if overdue:
        return Phrase(_("{days} past").format(days=whole_days(-days)), "attention")
    return Phrase(_("in {days}").format(days=whole_days(days)) if days else _("today"))


def _regions(figures: Figures, view: View) -> None:
    rows = [row for row in figures["regions"] if row["region"] != "unknown" or row["open"] or row["handovers"]]
    rows.sort(key=lambda row: (row["region"] == "unknown", in_order(view.name("region", row["region"]))))
    cases, sent, involved = figures["cases"], figures["handovers"], figures["involvement"]
    everywhere = {**sent, **involved, "open": cases["open"], "handovers": sent["total"], "in_scope": cases["in_scope"]}
    all_of_them = _("These regions") if view.filters.regions else _("Whole country")
    total = [Phrase(all_of_them, "total"), *_region_cells(everywhere)]
    body = [[Phrase(view.name("region", row["region"])), *_region_cells(row)] for row in rows]
    head = parts.heading(_("Regions"), _("In order of name"))
    st.html(head + parts.table_html(_("Figures by region"), _region_columns(), [total, *body]))


def _region_columns() -> list[Column]:
    return [
        Column(_("Region"), figures=False),
        _column(_("Open"), "open_cases"),
        _column(_("Waiting"), "pending_handovers"),
        _column(_("Past target"), "overdue"),
        _column(_("Median days"), "median_response_delay"),
        _column(_("Agencies"), "agencies_per_case"),
    ]


def _region_cells(row: Figures) -> list[Phrase]:
    return [
        count_cell(row["open"]),
        count_cell(row["pending"]),
        past_target_cell(row["overdue"]),
        median_cell(row["median_response_days"], row["handovers"]),
        mean_cell(row["agencies_per_case_mean"], row["in_scope"]),
    ]


def _column(head: str, key: str) -> Column:
    return Column(head, _(INDICATORS[key].definition))


if __name__ == "__main__":
    shell.through_the_door("overview")
