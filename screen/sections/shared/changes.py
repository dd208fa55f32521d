"""What a control chart says, in words: why its last point is flagged, or that nothing changed."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from charts.sparkline import SHOWN, Point, Spark
from config.control_charts import SHARES
from documents.sheet import Phrase, Tone
from indicators.intervals import Interval
from indicators.over_time.changes import Charted
from indicators.over_time.medians import MedianWindow
from measures.control_chart import FLAGGED_BY_CHANCE
from screen.language import vocabulary
from screen.language.formats import count, duration_words, percent, signed
from screen.language.words import _, many

BETTER: dict[bool | None, tuple[Tone, str]] = {
    True: ("better", "better"),
    False: ("attention", "worse"),
    None: ("flagged", "neither"),
}


def spark(key: str, charted: Charted | None) -> Spark | None:
    """The small chart of a flow or of a ripe share; None where there is too little for one."""
    if charted is None or charted.chart.points.empty:
        return None
    rows = charted.chart.points.to_dict("records")
    points = tuple(Point(_known(row["value"]), _mark(row), _usual(row)) for row in rows)
    window = _("By week") if charted.weeks == 1 else _("By four weeks")
    return Spark(points, _known(rows[-1]["mean"]), f"{window}: {flag(key, charted).text}")


def _mark(row: Mapping[Any, Any]) -> str:
    return BETTER[row["better"]][1] if row["flag"] else ""


def _usual(row: Mapping[Any, Any]) -> tuple[float, float] | None:
    return None if math.isnan(row["lower"]) else (row["lower"], row["upper"])


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def stock_spark(values: list[int], words: str) -> Spark:
    """The small chart of a stock: its line alone, for a steady stock is a random walk and would flag itself."""
    return Spark(tuple(Point(value) for value in values), None, words)


def median_spark(windows: Sequence[MedianWindow]) -> Spark | None:
    """The small chart of medians, each with its interval; None where there is too little for one."""
    if not any(one["median_response_days"] is not None for one in windows):
        return None
    points = tuple(
        Point(one["median_response_days"], sure=_sure(one["median_interval_days"]), open=bool(one["pending"]))
        for one in windows
    )
    known = [one for one in windows if one["median_response_days"] is not None]
    words = _("By week of sending: {half}") if windows[0]["weeks"] == 1 else _("By four weeks of sending: {half}")
    return Spark(points, None, words.format(half=_half(known[-1])))


def _sure(interval: Interval) -> tuple[float, float] | None:
    low, high = interval
    return None if low is None else (low, math.inf if high is None else high)


def flag(key: str, charted: Charted | None) -> Phrase:
    """Why the last point is flagged, or that it is not; too few, or trial limits, where that is so."""
    if charted is None or charted.chart.points.empty:
        return Phrase(_("Too few for a control chart"))
    last = charted.chart.points.iloc[-1]
    if last["flag"] is None:
        return Phrase(_unflagged(charted), "usual")
    words = vocabulary.name("chart_flags", f"{last['flag']}.{last['side']}").format(
        weeks=count(int(last["length"]) * charted.weeks),
        low=_amount(key, last["lower"], math.ceil),
        high=_amount(key, last["upper"], math.floor),
    )
    return Phrase(words, BETTER[last["better"]][0])


def net_flag(charted: Charted | None) -> Phrase:
    """The same of a stock's net change."""
    found = flag("net_change", charted)
    if found.text == _("Within its usual range"):
        return Phrase(_("Net change as usual"), "usual")
    return Phrase(_("Net change: {flag}").format(flag=found.text[:1].lower() + found.text[1:]), found.tone)


def usual_range() -> str:
    """What the band of a control chart is."""
    return _("usual range: nearly all points lie in it while nothing changes")


def flags_by_chance(flagged: int, points: int) -> str:
    """How many points of a group of charts are flagged, and how many chance alone would flag."""
    words = _("flagged: {n} of {points} points; by chance alone, about {chance}")
    return words.format(n=count(flagged), points=count(points), chance=count(round(points * FLAGGED_BY_CHANCE)))


def flags_of(charts: Iterable[Charted | None]) -> str:
    """The same of small charts, by their points that are shown."""
    shown = [one.chart.points.tail(SHOWN).dropna(subset="value") for one in charts if one is not None]
    return flags_by_chance(sum(int(one["flag"].notna().sum()) for one in shown), sum(map(len, shown)))


def _unflagged(charted: Charted) -> str:
    segment = charted.chart.segments.iloc[-1]
    if math.isnan(segment["lower"]):
        return _("No change: always the same")
    if segment["trial"]:
        weeks = int(segment["n"]) * charted.weeks
        return many("Trial limits, {n} week", "Trial limits, {n} weeks", weeks).format(n=count(weeks))
    return _("Within its usual range")


def _amount(key: str, limit: float, inwards: Callable[[float], int]) -> str:
    """A limit; rounded towards the mean, so that no count is told to lie outside what it seems to lie in."""
    if key in SHARES or math.isnan(limit):
        return percent(limit)
    return count(inwards(limit)).replace("-", "−")


def since_before(found: Mapping[str, Any] | None) -> Phrase | None:
    """Whether handovers are answered sooner or later than in the period before; None where that cannot be told."""
    if found is None or found["verdict"] is None:
        return None
    tones: dict[str, Tone] = {"later": "attention", "sooner": "better", "chance": "usual"}
    return Phrase(vocabulary.name("period_verdicts", found["verdict"]), tones[found["verdict"]])


def since_before_sentence(found: Mapping[str, Any] | None) -> str:
    """The same as a sentence, with both medians and numbers; empty where that cannot be told."""
    if found is None or found["verdict"] is None:
        return ""
    now, before = (_half(found[name]) for name in ("now", "before"))
    said = vocabulary.name("period_verdicts", found["verdict"], "in_sentence").format(now=now, before=before)
    weeks = many("Each period is {n} complete week.", "Each period is {n} complete weeks.", found["weeks"])
    return " ".join(filter(None, (said, _effect(found), weeks.format(n=count(found["weeks"])))))


def _effect(found: Mapping[str, Any]) -> str:
    """By how much the periods differ, with the intervals; empty where that cannot be told."""
    share, days = found["share_difference"], found["mean_difference_days"]
    if share is None or days is None:
        return ""
    points = [signed(100 * value, 0) for value in (share, *found["share_difference_interval"])]
    told = [signed(value, 1) for value in (days, *found["mean_difference_interval_days"])]
    words = _(
        "Share within target: {share} points (95% range {low} to {high}). Mean delay, counting at most {horizon} days: "
        "{days} days ({shortest} to {longest})."
    )
    return words.format(
        **dict(zip(("share", "low", "high"), points, strict=True)),
        **dict(zip(("days", "shortest", "longest"), told, strict=True)),
        horizon=count(round(found["horizon_days"])),
    )


def _half(of: Mapping[str, Any]) -> str:
    n, days = of["handovers"], of["median_response_days"]
    if days is None:
        return many("fewer than half answered ({n} handover)", "fewer than half answered ({n} handovers)", n).format(
            n=count(n)
        )
    words = many("half answered within {days} ({n} handover)", "half answered within {days} ({n} handovers)", n)
    return words.format(days=duration_words(days), n=count(n))
