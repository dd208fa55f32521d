"""The answered curve: which share is answered within so many days, as steps that rise; with its band and the past."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import ceil
from typing import Any

import altair as alt
import pandas as pd

from charts.drawing import Recipe, Theme
from charts.look import Palette, finished, palette

HEIGHT = 240
SHARES = (0, 0.25, 0.5, 0.75, 1)
WEEKS_SHOWN = (2, 4, 8, 16, 52)  # the axis ends at the first of these that shows nearly all of the rise
NEARLY_ALL = 0.95
LOW = 0.12  # below it there is no room for a name under the curve
GRID = 240  # steps closer than this part of the axis are one
STEPS = ("days", "answered", "lower", "upper", "pending")


@dataclass(frozen=True)
class Answered:
    """What the chart shows. `steps` and `before` have days (rising), answered, lower, upper (shares; NaN: undefined)
    and pending (handovers that have waited just so long); `before` may be empty.

    median and target are in days, None where there is none.
    """

    steps: pd.DataFrame
    before: pd.DataFrame
    median: float | None
    target: float | None
    alt: str


@dataclass(frozen=True)
class Words:
    """The words in the chart: those of SHARES from below, the title of the axis, and the names of its marks; `median`
    says so where it is not reached.
    """

    shares: tuple[str, str, str, str, str]
    axis: str
    now: str
    before: str
    median: str
    target: str
    answered: str


def curve(shown: Answered, words: Words) -> Recipe:
    """The curve, drawn from the day of the handover on."""
    days = 7 * _weeks(shown)
    now, before = _drawn(shown.steps, days), _drawn(shown.before, days)
    frame = pd.concat(
        [
            now.assign(kind="now"),
            before.assign(kind="before"),
            _ticks(shown.steps, days),
            _marks(shown, words, days),
            _names(now, before, words, days),
        ],
        ignore_index=True,
    )
    drawn = frame.assign(weeks=frame["days"] / 7)
    return Recipe(_spec, drawn, shown.alt, (words.shares, words.axis, words.answered))


def _weeks(shown: Answered) -> int:
    """How far the axis goes: until nearly all that will be known is known, and past the target."""
    steps = shown.steps
    known = steps["answered"] >= NEARLY_ALL * steps["answered"].max() if len(steps) else steps["answered"]
    far = max([*steps.loc[known.to_numpy(dtype=bool), "days"].head(1), 2 * (shown.target or 0)], default=0)
    return next((weeks for weeks in WEEKS_SHOWN if 7 * weeks >= far), WEEKS_SHOWN[-1])


def _drawn(steps: pd.DataFrame, days: int) -> pd.DataFrame:
    """Steps from nothing on, to the end of the axis, no more than it can show."""
    if steps.empty:
        return pd.DataFrame(columns=list(STEPS))
    within = steps.loc[steps["days"] <= days, list(STEPS)]
    place = (within["days"] * GRID / days).map(ceil)
    kept = within[~place.duplicated(keep="last")]
    start = pd.DataFrame([{"days": 0.0, "answered": 0.0, "lower": 0.0, "upper": 0.0}])
    last = kept.tail(1) if len(kept) else start
    end = last.assign(days=float(min(days, steps["days"].max())))
    # where the band is undefined it is as wide as the curve
    drawn = pd.concat([start, kept, end], ignore_index=True)
    return drawn.assign(lower=drawn["lower"].fillna(drawn["answered"]), upper=drawn["upper"].fillna(drawn["answered"]))


def _ticks(steps: pd.DataFrame, days: int) -> pd.DataFrame:
    still = steps[(steps["pending"] > 0) & (steps["days"] <= days)] if len(steps) else steps
    return still[["days", "answered"]].assign(kind="tick") if len(still) else pd.DataFrame(columns=["days"])


def _marks(shown: Answered, words: Words, days: int) -> pd.DataFrame:
    marks = [{"kind": "empty", "days": 0.0, "answered": 0.0}, {"kind": "empty", "days": float(days), "answered": 1.0}]
    if shown.target is not None and shown.target <= days:
        marks.append({"kind": "target", "days": shown.target, "answered": 0.0, "name": words.target})
    if shown.median is not None and shown.median <= days:
        marks.append({"kind": "median", "days": shown.median, "answered": 0.5, "name": words.median})
    if shown.median is None and len(shown.steps):
        marks.append({"kind": "unreached", "days": 0.0, "answered": 0.5, "name": words.median})
    return pd.DataFrame(marks)


def _names(now: pd.DataFrame, before: pd.DataFrame, words: Words, days: int) -> pd.DataFrame:
    """Each curve's name beside it: the higher one's above, the lower one's below."""
    if before.empty:
        return pd.DataFrame(columns=["days"])
    at_now, at_before = 0.62 * days, min(0.36 * days, float(before["days"].max()))
    now_lower = _height(now, at_before) <= _height(before, at_before)
    names = (("now", at_now, now, words.now, now_lower), ("before", at_before, before, words.before, not now_lower))
    placed = [(kind, day, _height(steps, day), name, lower) for kind, day, steps, name, lower in names]
    return pd.DataFrame(
        [
            {"kind": f"name_{kind}", "days": day, "answered": at, "name": name, "below": lower and at > LOW}
            for kind, day, at, name, lower in placed
        ]
    )


def _height(steps: pd.DataFrame, day: float) -> float:
    return float(steps.loc[steps["days"] <= day, "answered"].max())


@cache
def _spec(shares: tuple[str, ...], axis: str, answered: str, theme: Theme) -> Mapping[str, Any]:
    colours = palette(theme)
    x = alt.X("weeks:Q", title=axis, axis=_days_axis(), scale=alt.Scale(nice=False, zero=True))
    y = alt.Y("answered:Q", title=None, axis=_shares_axis(shares), scale=alt.Scale(domain=[0, 1]))
    layers = (*_curves(colours, x, y), *_marks_drawn(colours, x, y), _pointer(x, y, axis, answered))
    spec = finished(alt.layer(*layers).properties(width="container", height=HEIGHT), theme)
    return {**spec, "autosize": {"type": "fit-x", "contains": "padding"}}


def _days_axis() -> alt.Axis:
    # the axis counts weeks, so that its ticks are whole weeks, and says days
    return alt.Axis(tickMinStep=1, tickCount=5, labelExpr="format(datum.value * 7, 'd')", titlePadding=8)


def _shares_axis(shares: tuple[str, ...]) -> alt.Axis:
    said = " : ".join(f"datum.value == {share} ? {word!r}" for share, word in zip(SHARES, shares, strict=True))
    return alt.Axis(values=list(SHARES), labelExpr=f"{said} : ''")


def _curves(colours: Palette, x: alt.X, y: alt.Y) -> tuple[alt.Chart, ...]:
    now, before = (_of(kind).encode(x=x) for kind in ("now", "before"))
    band = now.mark_area(interpolate="step-after", color=colours.data, opacity=0.16)
    return (
        band.encode(y=alt.Y("lower:Q", title=None), y2="upper:Q"),
        before.mark_line(interpolate="step-after", strokeWidth=1.5, strokeDash=[4, 3], color=colours.previous).encode(
            y=y
        ),
        now.mark_line(interpolate="step-after", strokeWidth=2.4, color=colours.data).encode(y=y),
    )


def _marks_drawn(colours: Palette, x: alt.X, y: alt.Y) -> tuple[alt.Chart, ...]:
    target, median = _of("target").encode(x=x), _of("median").encode(x=x, y=y)
    bold: dict[str, Any] = {"fontWeight": 600, "align": "left"}
    names = [(kind, below) for kind in ("now", "before") for below in (True, False)]
    return (
        _of("empty").mark_point(opacity=0).encode(x=x, y=y),
        target.mark_rule(color=colours.ink2),
        target.mark_text(align="left", dx=5, dy=-9, color=colours.ink2).encode(y=y, text="name:N"),
        _of("tick").mark_tick(orient="vertical", size=9, thickness=1.2, color=colours.data).encode(x=x, y=y),
        median.mark_point(filled=True, size=90, opacity=1, fill=colours.data, stroke=colours.page, strokeWidth=1.5),
        median.mark_text(dx=9, dy=10, color=colours.data, **bold).encode(text="name:N"),
        _of("unreached")
        .mark_text(fontStyle="italic", align="left", dx=6, dy=-9, color=colours.ink2)
        .encode(x=x, y=y, text="name:N"),
        *(_name(kind, below, colours).encode(x=x, y=y, text="name:N") for kind, below in names),
    )


def _name(kind: str, below: bool, colours: Palette) -> alt.Chart:
    chosen = _of(f"name_{kind}").transform_filter(f"{'' if below else '!'}datum.below")
    colour = colours.data if kind == "now" else colours.ink2
    named: alt.Chart = chosen.mark_text(
        fontWeight=600, align="left" if below else "right", dy=15 if below else -11, color=colour
    )
    return named


def _pointer(x: alt.X, y: alt.Y, axis: str, answered: str) -> alt.Chart:
    pointed: alt.Chart = (
        _of("now")
        .mark_point(size=250, opacity=0)
        .encode(
            x=x,
            y=y,
            tooltip=[
                alt.Tooltip("days:Q", title=axis, format=".1f"),
                alt.Tooltip("answered:Q", title=answered, format=".0%"),
            ],
        )
    )
    return pointed


def _of(kind: str) -> alt.Chart:
    chosen: alt.Chart = alt.Chart().transform_filter(f"datum.kind == '{kind}'")
    return chosen
