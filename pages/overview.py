"""Overview: what is open and waits, how that changed, what needs attention now, and where in Finland."""

from collections.abc import Mapping
from dataclasses import replace

from documents.page import Columns, Key, Link, Page, Part
from documents.sheet import Phrase, Said
from indicators.attention import attention, past_target_by_sector
from indicators.delays import curves
from indicators.delays.change import did_it_change
from indicators.handovers import Between
from indicators.over_time.changes import Charted, stocks, tile_charts
from indicators.over_time.medians import median_windows
from indicators.over_time.weeks import weeks
from indicators.overview import Headline, headline_figures
from screen.address.address import has_codes, period_name
from screen.language.formats import count
from screen.language.words import _, many
from screen.sections.handovers.answers import answered_section
from screen.sections.open_cases import over_time
from screen.sections.overview.attention import attention_section, own_answers, own_headline
from screen.sections.overview.places import places
from screen.sections.overview.tiles import FLOWS, Trends, tiles
from screen.sections.shared import empty, sentences
from screen.sections.shared.changes import flags_of, usual_range
from screen.sections.shared.counts import filled, joined, rows_of
from screen.view.view import View


def page(view: View) -> Page:
    """The Overview of what the viewer may see."""
    figures = view.compute(headline_figures)
    cases, sent = figures["cases"], figures["handovers"]
    if any((cases["open"], cases["in_scope"], sent["total"], sent["pending"])):
        own, agency = own_headline(view), view.filters.grant.agency
        late = rows_of(view, "past_target", **({"to_agency": agency} if own and agency else {}))
        return Page(*(own or headline(figures, view)), below(figures, view), _parts(figures, view), link=late)
    nothing, title = empty.page(view.address), _("No cases and no handovers match these filters")
    return replace(nothing, title=title) if has_codes(view.address) else nothing


def _parts(figures: Headline, view: View) -> tuple[Part, ...]:
    charts = view.compute(tile_charts, view.settings.control_charts)
    change = view.compute(did_it_change, view.settings.change)
    trends = Trends(charts, view.compute(stocks), view.compute(median_windows), change)
    shown = _key(charts), tiles(figures, trends, view)
    if not view.filters.grant.may_read("places"):
        everyone = Between()
        answered = answered_section(view.compute(curves.curve_before, everyone), everyone, view)
        years = Link("yearly", _("Yearly report"))
        return *shown, Columns((1, 1), ((*over_time(view.compute(weeks), view),), (answered, years)))
    needed = attention_section(view.compute(attention, view.settings.partner_rules), view)
    # an agency reads first what others wait for from it, before what is of all
    return *own_answers(view), *shown, Columns((1, 1.38), ((needed,), places(figures, view)))


def _key(charts: Mapping[str, Charted | None]) -> Key:
    """What the small charts of the tiles are made of."""
    return Key(
        (
            ("band", usual_range()),
            ("mean", _("mean")),
            ("worse", _("worse")),
            ("better", _("better")),
            ("", flags_of(charts.get(key) for key in FLOWS)),
            ("interval", _("95% range of a median")),
            ("open", _("median of which some still wait")),
        )
    )


def headline(figures: Headline, view: View) -> tuple[str, str]:
    """The sentence the page begins with: the figure that needs attention, and the rest of the sentence."""
    sent = figures["handovers"]
    lead, rest = sentences.waiting(sent["pending"], sent["overdue"])
    return lead, rest + (_whom_they_wait_for(view) if sent["overdue"] else "")


def below(figures: Headline, view: View) -> Said:
    """What the figures rest on: the period, its cases and handovers, the delay clock, and what is not of the past."""
    period = period_name(view.address)
    cases, sent = figures["cases"]["in_scope"], figures["handovers"]["total"]
    of_cases = Phrase(many("{n} case", "{n} cases", cases).format(n=count(cases)), link=rows_of(view, "in_scope"))
    handovers = Phrase(many("{n} handover", "{n} handovers", sent).format(n=count(sent)), link=rows_of(view, "sent"))
    base = filled(_("{period}: {cases}, {handovers}."), period=period, cases=of_cases, handovers=handovers)
    return joined((base, sentences.of_a_period_over(view), sentences.how_delays_count(view), sentences.if_past(view)))


def _whom_they_wait_for(view: View) -> str:
    """The sector that more of them wait for than for any other, where that is a quarter of them or more."""
    if not view.filters.grant.may_read("places"):
        return ""
    late = view.compute(past_target_by_sector)
    (sector, n), (_next, n_next) = [*late.most_common(2), ("", 0), ("", 0)][:2]
    if n < 2 or n_next in (0, n) or 4 * n < late.total():
        return ""
    return _("; {n} of them wait for {sector}").format(n=count(n), sector=view.sector_within(sector))
