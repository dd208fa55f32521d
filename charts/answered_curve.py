"""The answered curve: which share is answered within so many days, as steps that rise; with its band and the past."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from charts.colours import Palette
from charts.drawing import Recipe
from charts.pieces import FULL, of_kind

SHARES = (0, 0.25, 0.5, 0.75, 1)
WEEKS_SHOWN = (2, 4, 8, 16, 52)  # the axis ends at the first of these that shows nearly all of the rise
NEARLY_ALL = 0.95
NAME = 0.3  # of the axis: about as long as a name beside its curve
LOW = 0.12  # below it there is no room for a name under the curve
GRID = 240  # steps closer than this part of the axis are one
STEPS = ("days", "answered", "lower", "upper", "pending")


@dataclass(frozen=True)
class Words:
    """The words in the chart: those of SHARES from below, the title of the axis, and the names of its marks; `median`
    says so where it is not reached. `description` is its text alternative.
    """

    shares: tuple[str, str, str, str, str]
    axis: str
    now: str
    answered: str
    description: str
    median: str = ""
    before: str = ""
    target: str = ""


def curve(steps: pd.DataFrame, past: pd.DataFrame, median: float | None, target: float | None, words: Words) -> Recipe:
    """The curve, drawn from the day of the handover on. `steps` and `past`, those of the period before, have days
    (rising), answered, lower, upper (shares; NaN: undefined) and pending (handovers that have waited just so long);
    `past` may be empty. median and target are in days, None where there is none.
    """
    days = 7 * _weeks(steps, target)
    now, before = _drawn(steps, days), _drawn(past, days)
    still = steps[(steps["pending"] > 0) & (steps["days"] <= days)]
    parts = [
        now.assign(kind="now"),
        before.assign(kind="before"),
        still[["days", "answered"]].assign(kind="tick"),
        pd.DataFrame([*_marks(median, target, len(steps), words, days), *_names(now, before, words, days, target)]),
    ]
    frame = pd.concat(parts, ignore_index=True)
    drawn = frame.assign(weeks=frame["days"] / 7)
    return Recipe(_chart, drawn, words.description, (words.shares, words.axis, words.answered))


def _weeks(steps: pd.DataFrame, target: float | None) -> int:
    """How far the axis goes: until nearly all that will be known is known, and past the target."""
    known = steps["answered"] >= NEARLY_ALL * steps["answered"].max() if len(steps) else steps["answered"]
    far = max([*steps.loc[known.to_numpy(dtype=bool), "days"].head(1), 2 * (target or 0)], default=0)
    return next((weeks for weeks in WEEKS_SHOWN if 7 * weeks >= far), WEEKS_SHOWN[-1])


def _drawn(steps: pd.DataFrame, days: int) -> pd.DataFrame:
    """Steps from nothing on, to the end of the axis, no more than it can show."""
    if steps.empty:
        return pd.DataFrame(columns=list(STEPS))
    on = steps["days"].to_numpy()
    place = np.ceil(on[on <= days] * GRID / days)
    last_of_place = np.flatnonzero(np.diff(place, append=np.inf))
    kept = steps[list(STEPS)].iloc[last_of_place]
    start = pd.DataFrame([{"days": 0.0, "answered": 0.0, "lower": 0.0, "upper": 0.0}])
    last = kept.tail(1) if len(kept) else start
    end = last.assign(days=float(min(days, steps["days"].max())))
    # where the band is undefined it is as wide as the curve
    drawn = pd.concat([start, kept, end], ignore_index=True)
    return drawn.assign(lower=drawn["lower"].fillna(drawn["answered"]), upper=drawn["upper"].fillna(drawn["answered"]))


def _marks(median: float | None, target: float | None, steps: int, words: Words, days: int) -> Iterator[dict[str, Any]]:
    yield {"kind": "empty", "days": 0.0, "answered": 0.0}
    yield {"kind": "empty", "days": float(days), "answered": 1.0}
    if target is not None and target <= days:
        yield {"kind": "target", "days": target, "answered": 0.0, "name": words.target}
    if median is not None and median <= days:
        yield {"kind": "median", "days": median, "answered": 0.5}
        # its words begin at the line of the target, where they would else cross it
        crossed = target is not None and median < target < median + NAME * days
        yield {"kind": "median_name", "days": target if crossed else median, "answered": 0.5, "name": words.median}
    if median is None and steps:
        yield {"kind": "unreached", "days": 0.0, "answered": 0.5, "name": words.median}


def _beside(target: float | None, days: int) -> float:
    """Where the name of the past stands: clear of the line of the target."""
    usual = 0.36 * days
    if target is None or not target - NAME * days < usual < target + NAME * days:
        return usual
    return target + NAME * days


def _names(
    now: pd.DataFrame, before: pd.DataFrame, words: Words, days: int, target: float | None
) -> Iterator[dict[str, Any]]:
    """Each curve's name beside it: the higher one's above, the lower one's below."""
    if before.empty:
        return
    at_now, at_before = 0.62 * days, min(_beside(target, days), float(before["days"].max()))
    now_lower = _height(now, at_before) <= _height(before, at_before)
    names = (("now", at_now, now, words.now, now_lower), ("before", at_before, before, words.before, not now_lower))
    for kind, day, steps, name, lower in names:
        at = _height(steps, day)
        yield {"kind": f"name_{kind}", "days": day, "answered": at, "name": name, "below": lower and at > LOW}


def _height(steps: pd.DataFrame, day: float) -> float:
    return float(steps.loc[steps["days"] <= day, "answered"].max())


def _chart(shares: tuple[str, ...], axis: str, answered: str, colours: Palette) -> alt.TopLevelMixin:
    # the axis counts weeks, so that its ticks are whole weeks, and says days
    days = alt.Axis(tickMinStep=1, tickCount=5, labelExpr="format(datum.value * 7, 'd')", titlePadding=8)
    x = alt.X("weeks:Q", title=axis, axis=days, scale=alt.Scale(nice=False, zero=True))
    said = " : ".join(f"datum.value == {share} ? {word!r}" for share, word in zip(SHARES, shares, strict=True))
    parts = alt.Axis(values=list(SHARES), labelExpr=f"{said} : ''")
    y = alt.Y("answered:Q", title=None, axis=parts, scale=alt.Scale(domain=[0, 1]))
    tooltips = alt.Tooltip("days:Q", title=axis, format=".1f"), alt.Tooltip("answered:Q", title=answered, format=".0%")
    pointed = of_kind("now").mark_point(size=250, opacity=0).encode(x=x, y=y, tooltip=[*tooltips])
    layers = (*_curves(colours, x, y), *_marks_drawn(colours, x, y), *_names_drawn(colours, x, y), pointed)
    return alt.layer(*layers).properties(width="container", height=240)


def _curves(colours: Palette, x: alt.X, y: alt.Y) -> tuple[alt.Chart, ...]:
    now, before = (of_kind(kind).encode(x=x) for kind in ("now", "before"))
    steps: dict[str, Any] = {"interpolate": "step-after"}
    past = before.mark_line(strokeWidth=1.5, strokeDash=[4, 3], color=colours.previous, **steps)
    return (
        now.mark_area(color=colours.data, opacity=0.16, **steps).encode(y=alt.Y("lower:Q", title=None), y2="upper:Q"),
        past.encode(y=y),
        now.mark_line(strokeWidth=2.4, color=colours.data, **steps).encode(y=y),
    )


def _marks_drawn(colours: Palette, x: alt.X, y: alt.Y) -> tuple[alt.Chart, ...]:
    kinds = ("empty", "tick", "median", "median_name", "unreached")
    empty, tick, median, named, unreached = (of_kind(kind).encode(x=x, y=y) for kind in kinds)
    target = of_kind("target").encode(x=x)
    italic = unreached.mark_text(fontStyle="italic", align="left", dx=6, dy=-9, color=colours.ink2)
    bold = named.mark_text(dx=9, dy=10, color=colours.data, fontWeight=600, align="left")
    return (
        empty.mark_point(opacity=0),
        target.mark_rule(color=colours.ink2),
        target.mark_text(align="left", dx=5, dy=-9, color=colours.ink2).encode(y=y, text="name:N"),
        tick.mark_tick(orient="vertical", size=9, thickness=1.2, color=colours.data),
        median.mark_point(size=90, fill=colours.data, stroke=colours.page, strokeWidth=1.5, **FULL),
        bold.encode(text="name:N"),
        italic.encode(text="name:N"),
    )


def _names_drawn(colours: Palette, x: alt.X, y: alt.Y) -> Iterator[alt.Chart]:
    sides: dict[str, dict[str, Any]] = {"": {"align": "left", "dy": 15}, "!": {"align": "right", "dy": -11}}
    for kind, colour in (("now", colours.data), ("before", colours.ink2)):
        name = of_kind(f"name_{kind}").encode(x=x, y=y, text="name:N")
        for sign, at in sides.items():
            yield name.transform_filter(f"{sign}datum.below").mark_text(fontWeight=600, color=colour, **at)
