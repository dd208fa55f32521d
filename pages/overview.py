"""Overview: how many cases and handovers are open, what waits past its target, and how agencies work together."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from indicators import handovers
from indicators.catalogue import INDICATORS
from indicators.figures import overview
from screen import filter_bar, parts, shell
from screen.address import Address, has_codes
from screen.cells import count_cell, mean_cell, median_cell, past_target_cell, share_cell
from screen.formats import (
    count,
    duration_words,
    in_order,
    whole_days,
)
from screen.parts import Column, Phrase
from screen.tiles import tiles
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
        _way_out(view.address)
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
        return "", _nothing_found(view.address)
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
        return _what_to_do(view.address).format(period=period)
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


def _nothing_in(figures: Figures) -> bool:
    cases, sent = figures["cases"], figures["handovers"]
    return not any((cases["open"], cases["in_scope"], sent["total"], sent["pending"]))


def _nothing_found(address: Address) -> str:
    if has_codes(address):
        return _("No cases and no handovers match these filters")
    return _("No cases in this period") if address.filters.from_day else _("There are no cases yet")


def _what_to_do(address: Address) -> str:
    if has_codes(address):
        return _("{period}. Take a longer period or fewer filters.")
    if address.filters.from_day:
        return _("{period}. Take a longer period.")
    return _("Your administrator brings them in from the agencies’ case systems.")


def _way_out(address: Address) -> None:
    if has_codes(address):
        st.button(_("Clear the filters"), on_click=filter_bar.clear)
    if address.filters.from_day:
        st.button(_("Show all time"), on_click=filter_bar.to_all_time)


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
