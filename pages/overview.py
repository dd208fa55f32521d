"""Overview: what is open and waits, how that changed, what needs attention now, and where in Finland."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from charts.region_map import Place
from documents.sheet import Column, Phrase
from indicators import handovers, regions
from indicators.attention import attention, past_target_by_sector
from indicators.changes import stocks, tile_charts
from indicators.did_it_change import did_it_change
from indicators.overview import headline_figures
from screen.address import choice, filter_bar
from screen.address.address import Address, has_codes
from screen.frame import figure, parts, shell
from screen.language.formats import count, duration_words, whole_days
from screen.language.words import _, many
from screen.sections.overview import places
from screen.sections.overview.attention import draw_items
from screen.sections.overview.tiles import Trends, tiles
from screen.sections.shared import empty
from screen.sections.shared.case_link import case_cells
from screen.sections.shared.explain_link import heading_of
from screen.view.view import View

OWN_SHOWN = 8

Figures = Mapping[str, Any]


def page(view: View) -> None:
    """Draw the Overview of what the viewer may see."""
    if not view.filters.grant.may_read("figures"):
        shell.no_access()
        return
    figures = view.compute(headline_figures)
    figure.headline(view, *headline(figures, view), below(figures, view))
    if _nothing_in(figures):
        empty.ways_out(view.address)
        return
    shown = tiles(figures, _trends(view))
    st.html(parts.tiles([tile.html for tile in shown]))
    figure.large_figures(view, [tile.figure for tile in shown])
    if not view.filters.grant.may_read("places"):
        return
    left, right = st.columns([1, 1.38], gap="medium")
    with left:
        _own_answers(view)
        draw_items(view.compute(attention), view)
    with right, st.container(gap="xxsmall"):
        _places(figures, view)


def _trends(view: View) -> Trends:
    return Trends(view.compute(tile_charts), view.compute(stocks), view.compute(did_it_change), view.theme)


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
    return lead, rest + _whom_they_wait_for(view)


def below(figures: Figures, view: View) -> str:
    """What the figures rest on: the period, its cases and handovers, the delay clock, and what is not of the past."""
    if _nothing_in(figures):
        return empty.what_to_do(view.address)
    period = filter_bar.period_name(view.address)
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


def _whom_they_wait_for(view: View) -> str:
    """The sector that half of them or more wait for, where there is one and others are waited for too."""
    if not view.filters.grant.may_read("places"):
        return ""
    late = view.compute(past_target_by_sector)
    sector = max(late, key=late.__getitem__, default="")
    if len(late) < 2 or late[sector] < 2 or 2 * late[sector] < sum(late.values()):
        return ""
    return _("; {n} of them wait for {sector}").format(n=count(late[sector]), sector=view.sector_name(sector).lower())


def _own_answers(view: View) -> None:
    """For an agency's user: what waits for the own agency's answer, the longest wait first."""
    grant = view.filters.grant
    if grant.role != "agency" or not grant.may_read("rows"):
        return
    rows = view.compute(handovers.waiting)
    own = rows[rows["to_agency"] == grant.agency]
    note = many("{n} handover waits", "{n} handovers wait", len(own)).format(n=count(len(own)))
    nothing = _("No handover waits for {agency}.").format(agency=view.name("agency", str(grant.agency)))
    heading = _("Waits for your answer")
    st.html(heading_of("pending_handovers", heading, note if len(own) else nothing))
    if own.empty:
        return
    shown = own.head(OWN_SHOWN)
    view.note_rows_shown("overview/own")
    columns = [Column(head, figures=False) for head in (_("Case"), _("From"), _("Waits"), _("Due"))]
    case = case_cells()
    cells = [_own_cells(row, case, view) for row in shown.to_dict("records")]
    figure.table(view, "overview-own", _("Handovers that wait for your answer"), columns, cells, (heading, note))
    figure.download("overview-own", own, view)
    if len(own) > len(shown):
        words = _("See all {n}").format(n=count(len(own)))
        view.link("handovers", words, to_agency=str(grant.agency))


def _own_cells(row: Mapping[Any, Any], case: Callable[[str], Phrase], view: View) -> list[Phrase]:
    return [
        case(row["case_id"]),
        Phrase(view.name("agency", row["from_agency"])),
        Phrase(duration_words(row["waited_days"])),
        _due(row["days_until_due"], bool(row["overdue"])),
    ]


def _due(days: int, overdue: bool) -> Phrase:
    if overdue:
        return Phrase(_("{days} past").format(days=whole_days(-days)), "attention")
    return Phrase(_("in {days}").format(days=whole_days(days)) if days else _("today"))


def _places(figures: Figures, view: View) -> None:
    """The map beside the table of regions, or of counties."""
    names: dict[Place, str] = {"region": _("Regions"), "county": _("Wellbeing services counties")}
    amounts = places.captions()
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        place = choice.one_of(_("Places"), names, "overview-place")
        amount = st.selectbox(
            _("Map"),
            list(amounts),
            format_func=lambda one: amounts[one],
            key="overview-map",
            label_visibility="collapsed",
            width=240,
        )
    rows = view.compute(regions.figures if place == "region" else regions.counties)
    cases, sent = figures["cases"], figures["handovers"]
    everywhere = {**sent, "open": cases["open"], "handovers": sent["total"]}
    on_map, in_table = st.columns([1, 1.75], gap="small")
    with on_map:
        places.draw_map(rows, places.Shown(place, amount), view)
    with in_table:
        places.draw_table(rows, place, everywhere, view)


if __name__ == "__main__":
    shell.through_the_door("overview")
