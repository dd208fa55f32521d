"""What a control chart says, in words: why its last point is flagged, or that nothing changed."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from charts.drawing import Theme
from charts.sparkline import Band, Point, sparkline
from documents.sheet import Phrase, Tone
from indicators.changes import SHARES, Charted
from screen.language.formats import count, duration_words, percent
from screen.language.words import _, many

BETTER: dict[bool | None, tuple[Tone, str]] = {
    True: ("better", "better"),
    False: ("attention", "worse"),
    None: ("flagged", "neither"),
}


def spark(key: str, charted: Charted | None, theme: Theme) -> str:
    """The small chart of a flow or of a ripe share; empty where there is too little for one."""
    if charted is None or charted.chart.points.empty:
        return ""
    rows = charted.chart.points.to_dict("records")
    points = [Point(row["value"], BETTER[row["better"]][1] if row["flag"] else "") for row in rows]
    last = rows[-1]
    band = Band(last["lower"], last["upper"], last["mean"])
    return sparkline(points, band, f"{_window(charted)}: {flag(key, charted).text}", theme)


def stock_spark(values: list[int], words: str, theme: Theme) -> str:
    """The small chart of a stock: its line alone, for a steady stock is a random walk and would flag itself."""
    return sparkline([Point(value) for value in values], None, words, theme)


def flag(key: str, charted: Charted | None) -> Phrase:
    """Why the last point is flagged, or that it is not; too few, or trial limits, where that is so."""
    if charted is None or charted.chart.points.empty:
        return Phrase(_("Too few for a control chart"))
    last = charted.chart.points.iloc[-1]
    if last["flag"] is None:
        return Phrase(_unflagged(charted), "usual")
    tone, _kind = BETTER[last["better"]]
    return Phrase(_flagged(key, charted), tone)


def net_flag(charted: Charted | None) -> Phrase:
    """The same of a stock's net change."""
    found = flag("net_change", charted)
    if found.text == _("Within its usual range"):
        return Phrase(_("Net change as usual"), "usual")
    words = _("Net change: {flag}").format(flag=found.text[:1].lower() + found.text[1:])
    return Phrase(words, found.tone)


def _unflagged(charted: Charted) -> str:
    segment = charted.chart.segments.iloc[-1]
    if math.isnan(segment["lower"]):
        return _("No change: always the same")
    if segment["trial"]:
        weeks = int(segment["n"]) * charted.weeks
        return many("Trial limits, {n} week", "Trial limits, {n} weeks", weeks).format(n=count(weeks))
    return _("Within its usual range")


def _flagged(key: str, charted: Charted) -> str:
    last = charted.chart.points.iloc[-1]
    weeks = count(int(last["length"]) * charted.weeks)
    usual = {"low": _amount(key, last["lower"], math.ceil), "high": _amount(key, last["upper"], math.floor)}
    words = {
        ("outside", "above"): _("Above its usual range {low}–{high}"),
        ("outside", "below"): _("Below its usual range {low}–{high}"),
        ("trend", "rising"): _("Rising for {weeks} weeks"),
        ("trend", "falling"): _("Falling for {weeks} weeks"),
        ("two_of_three", "above"): _("Two of three near upper limit"),
        ("two_of_three", "below"): _("Two of three near lower limit"),
        ("shift", "above"): _("Above its mean for {weeks} weeks"),
        ("shift", "below"): _("Below its mean for {weeks} weeks"),
    }
    return words[last["flag"], last["side"]].format(weeks=weeks, **usual)


def _amount(key: str, limit: float, inwards: Callable[[float], int]) -> str:
    """A limit; rounded towards the mean, so that no count is told to lie outside what it seems to lie in."""
    if key in SHARES or math.isnan(limit):
        return percent(limit)
    return count(inwards(limit)).replace("-", "−")


def _window(charted: Charted) -> str:
    return _("By week") if charted.weeks == 1 else _("By four weeks")


def since_before(found: Mapping[str, Any] | None) -> Phrase | None:
    """Whether handovers are answered sooner or later than in the period before; None where that cannot be told."""
    if found is None or found["verdict"] is None:
        return None
    words: dict[str, Phrase] = {
        "later": Phrase(_("Slower than the period before"), "attention"),
        "sooner": Phrase(_("Faster than the period before"), "better"),
        "chance": Phrase(_("No evidence of a change"), "usual"),
    }
    return words[found["verdict"]]


def since_before_sentence(found: Mapping[str, Any] | None) -> str:
    """The same as a sentence, with both medians and numbers; empty where that cannot be told."""
    if found is None or found["verdict"] is None:
        return ""
    now, before = (_half(found[name]) for name in ("now", "before"))
    words = {
        "later": _("Slower than in the period before: {now}; before it {before}. That is more than chance explains."),
        "sooner": _("Faster than in the period before: {now}; before it {before}. That is more than chance explains."),
        "chance": _("Could be chance: {now}; in the period before {before}."),
    }
    return words[found["verdict"]].format(now=now, before=before)


def _half(of: Mapping[str, Any]) -> str:
    n, days = of["handovers"], of["median_response_days"]
    if days is None:
        return many("half not reached ({n} handover)", "half not reached ({n} handovers)", n).format(n=count(n))
    words = many("half within {days} ({n} handover)", "half within {days} ({n} handovers)", n)
    return words.format(days=duration_words(days), n=count(n))
