"""The tiles that the Overview begins with: label, figure, its change since a week before, and what it rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from charts.sparkline import Spark
from documents.sheet import Figure, Phrase
from documents.sheet import Figures as Tiles
from indicators.catalogue import INDICATORS
from indicators.delays.change import Change
from indicators.handovers import Summary
from indicators.involvement import Summary as Involved
from indicators.open_cases import Counts
from indicators.over_time.changes import Charted
from indicators.over_time.medians import MedianWindow
from indicators.overview import Compared, Headline
from screen.language.formats import (
    SAID_AS_COUNTS,
    count,
    days_cell,
    duration,
    duration_words,
    part,
    percent,
    target_words,
)
from screen.language.words import _, many
from screen.sections.shared import changes
from screen.sections.shared.cells import few_cases, interval_words
from screen.sections.shared.counts import counted, filled, rows_of
from screen.view.view import View

Charts = Mapping[str, Charted | None]
Note = Phrase | tuple[Phrase, ...]
Trend = tuple[Spark | None, Phrase | None]  # a small chart, and what it says
FLOWS = ("answered_share_by_week", "jointly_within_90_days")  # whose points are drawn with their flags
SAME_DAYS = 0.05
SAME_SHARE = 0.005


@dataclass(frozen=True)
class Trends:
    """What the tiles show over time, of `over_time`: control charts, stocks by week and medians by window; and whether
    handovers are answered sooner than in the period before, `did_it_change`.
    """

    charts: Charts
    stocks: Mapping[str, list[int]]
    medians: Sequence[MedianWindow]
    since_before: Change | None


def tiles(figures: Headline, trends: Trends, view: View) -> Tiles:
    """The five tiles."""
    sent, before, charts, stocks = figures["handovers"], figures["week_before"], trends.charts, trends.stocks
    return Tiles(
        (
            _open_cases(figures["cases"], before, _stock(stocks.get("open", []), charts.get("net_change")), view),
            _waiting(sent, before, _stock(stocks.get("pending", []), charts.get("queue")), view),
            _median(
                sent, before, (changes.median_spark(trends.medians), changes.since_before(trends.since_before)), view
            ),
            _in_target(sent, before, _flow(charts, FLOWS[0]), view),
            _jointly(figures["involvement"], before, _flow(charts, FLOWS[1]), view),
        )
    )


def _open_cases(cases: Counts, before: Compared, trend: Trend, view: View) -> Figure:
    if not cases["open"] and not cases["in_scope"]:
        return _tile("open_cases", _("No data"), notes=[Phrase(_("No cases in this period"))])
    opened, closed = (counted(cases[of], view, of) for of in ("opened", "closed"))
    flow = filled(_("{opened} opened, {closed} closed in the period"), opened=opened, closed=closed)
    change = Phrase(_more_or_fewer(cases["open"], before["open"]))
    shown = counted(cases["open"], view, "open")
    return _tile("open_cases", shown, notes=[change, flow], trend=trend)


def _waiting(sent: Summary, before: Compared, trend: Trend, view: View) -> Figure:
    if not sent["total"] and not sent["pending"]:
        return _tile("pending_handovers", _("No data"), notes=[Phrase(_("No handovers in this period"))])
    late, n = Phrase(_("None past target")), sent["overdue"]
    if n:
        late = Phrase(_("{n} past target").format(n=count(n)), "attention", link=rows_of(view, "past_target"))
    change = Phrase(_more_or_fewer(sent["pending"], before["pending"]))
    return _tile("pending_handovers", counted(sent["pending"], view, "waiting"), notes=[change, late], trend=trend)


def _median(sent: Summary, before: Compared, trend: Trend, view: View) -> Figure:
    key, total, days = "median_response_delay", sent["total"], sent["median_response_days"]
    if not total:
        return _tile(key, _("No data"), notes=[Phrase(_("No handovers in this period"))])
    answered = _answered(sent, view)
    if days is None:
        return _tile(key, _("Not reached"), notes=[Phrase(_("Too few answers for a median")), answered], trend=trend)
    last_week = before["median_response_days"]
    shorter = None if last_week is None or abs(days - last_week) < SAME_DAYS else days < last_week
    change = _unless_contrary(_longer_or_shorter(days, last_week), shorter, trend[1])
    notes = [*change, Phrase(_interval(*sent["median_interval_days"])), answered]
    figure, unit = duration(days)
    return _tile(key, figure, unit, notes, trend)


def _in_target(sent: Summary, before: Compared, trend: Trend, view: View) -> Figure:
    key, total, share = "answered_within_target", sent["total"], sent["answered_within_target"]
    if not total:
        return _tile(key, _("No data"), notes=[Phrase(_("No handovers in this period"))])
    if share is None:
        return _tile(key, _("Not yet"), notes=[Phrase(_("No share in target yet")), _answered(sent, view)])
    figure = _("at least {share}").format(share=percent(share)) if sent["beyond_last_observation"] else percent(share)
    notes = [*_change_of_share(share, before["answered_within_target"], trend), _range_of_share(sent, view)]
    return _tile(key, figure, _target(sent["target_days"]), notes, trend)


def _range_of_share(sent: Summary, view: View) -> Note:
    low, high = sent["answered_within_target_interval"]
    if few := few_cases(sent["total"]):
        return Phrase(few)
    if low is None or high is None:
        return Phrase(_("95% range not reached"))
    words = _("95% range {low}–{high}, {n} sent")
    return filled(words, low=percent(low), high=percent(high), n=counted(sent["total"], view, "sent"))


def _jointly(involved: Involved, before: Compared, trend: Trend, view: View) -> Figure:
    key, share, cases = "police_social_health", involved["police_social_health_share"], involved["cases"]
    if share is None:
        return _tile(key, _("No data"), notes=[Phrase(_("No cases in this period"))])
    together, in_scope = counted(round(share * cases), view, "together"), counted(cases, view, "in_scope")
    base = filled(_("{part} of {base} in the period"), part=together, base=in_scope)
    change = _change_of_share(share, before["police_social_health_share"], trend)
    few = [Phrase(few_cases(cases) or interval_words(involved["police_social_health_share_interval"]))]
    unit = _("cases") if cases < SAID_AS_COUNTS else _("of cases")
    return _tile(key, part(share, cases), unit, [*change, base, *few], trend)


def _change_of_share(share: float, before: float | None, trend: Trend) -> list[Phrase]:
    higher = None if before is None or not round(100 * abs(share - before)) else share > before
    return _unless_contrary(_points(share, before), higher, trend[1])


def _unless_contrary(change: str, better: bool | None, told: Phrase | None) -> list[Phrase]:
    """A change since last week; none where what rests on more, a flag or a test, says the opposite: a tile does not say
    better and worse at once.
    """
    opposite = {"better": False, "attention": True}.get(told.tone) if told else None
    return [] if better is not None and better is opposite else [Phrase(change)]


def _flow(charts: Charts, key: str) -> Trend:
    return changes.spark(key, charts.get(key)), changes.flag(key, charts.get(key))


def _stock(stock: list[int], net: Charted | None) -> Trend:
    """A stock has its line alone; what is flagged is its net change."""
    flagged = changes.net_flag(net)
    return changes.stock_spark(stock, _("By week, at its end. {flag}").format(flag=flagged.text)), flagged


def _tile(
    key: str, figure: str | Phrase, unit: str = "", notes: Sequence[Note] = (), trend: Trend = (None, None)
) -> Figure:
    """A figure that is a phrase leads to what it counts."""
    shown, (spark, flag) = Phrase(figure) if isinstance(figure, str) else figure, trend
    name, own = _(INDICATORS[key].name), tuple(notes)
    return Figure(shown.text, name, own, unit=unit, indicator=key, spark=spark, flag=flag, link=shown.link)


def _answered(sent: Summary, view: View) -> Note:
    if few := few_cases(sent["total"]):
        return Phrase(few)
    answered, total = counted(sent["answered"], view, "answered"), counted(sent["total"], view, "sent")
    lost = sent["withdrawn"] + sent["closed_unanswered"]
    if not lost:
        return filled(_("{part} of {base} answered"), part=answered, base=total)
    words = many(
        "{part} of {base} answered, {lost} was withdrawn or its case closed",
        "{part} of {base} answered, {lost} were withdrawn or their case closed",
        lost,
    )
    return filled(words, part=answered, base=total, lost=counted(lost, view, "never_answered"))


def _target(days: float | None) -> str:
    return "" if days is None else _("in {target}").format(target=target_words(days))


def _interval(low: float | None, high: float | None) -> str:
    if low is None:
        return _("95% range not reached")
    if high is None:
        return _("95% range from {low} up").format(low=duration_words(low))
    return _("95% range {low}–{high} days").format(low=days_cell(low), high=days_cell(high))


def _more_or_fewer(now: int, before: int) -> str:
    if now == before:
        return _("No change since last week")
    words = _("{n} more than last week") if now > before else _("{n} fewer than last week")
    return words.format(n=count(abs(now - before)))


def _longer_or_shorter(now: float, before: float | None) -> str:
    if before is None:
        return _("Not reached last week")
    if abs(now - before) < SAME_DAYS:
        return _("No change since last week")
    words = _("{days} longer than last week") if now > before else _("{days} shorter than last week")
    return words.format(days=duration_words(abs(now - before)))


def _points(now: float, before: float | None) -> str:
    if before is None:
        return _("No data last week")
    points = round(100 * abs(now - before))
    if abs(now - before) < SAME_SHARE or not points:
        return _("No change since last week")
    higher = many("{n} point higher than last week", "{n} points higher than last week", points)
    lower = many("{n} point lower than last week", "{n} points lower than last week", points)
    return (higher if now > before else lower).format(n=points)
