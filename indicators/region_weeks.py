"""Cases opened by region and week: for each region a control chart of its own."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indicators.changes import complete_weeks
from indicators.indicator import Ask, records
from measures.control_chart import ChartDesign, ControlChart, control_chart, windowed
from measures.local_time import monday_of
from queries import cases
from queries.filters import Filters

DESIGN = ChartDesign("neutral", floor=0)
POINT = ("value", "mean", "lower", "upper", "flag", "side", "length")


def opened_by_region(ask: Ask, filters: Filters, regions: Sequence[str]) -> list[dict[str, Any]]:
    """Per region, in the order given: region, weeks (of a window: 1 or 4; None: too few for a chart), trial (None: no
    chart), and windows: starts_on (its Monday, YYYY-MM-DD) and what POINT names (None: undefined, or no flag).
    """
    weeks = complete_weeks(filters)
    found = ask(cases.flow(filters, weeks.start, ("region",))).astype({"region": object})
    opened = found.set_index(["region", "week"])["opened"].to_dict()
    return [
        _charted(region, np.array([opened.get((region, week), 0) for week in weeks], dtype=np.int64), weeks)
        for region in regions
    ]


def _charted(region: str, counts: NDArray[np.int64], weeks: range) -> dict[str, Any]:
    found = windowed(counts)
    if found is None:
        return {"region": region, "weeks": None, "trial": None, "windows": []}
    chart = control_chart(found.values, DESIGN)
    starts = [monday_of(weeks.start + int(at)).isoformat() for at in found.starts]
    trial = bool(chart.segments["trial"].iloc[0])
    return {"region": region, "weeks": found.weeks, "trial": trial, "windows": _windows(starts, chart)}


def _windows(starts: Sequence[str], chart: ControlChart) -> list[dict[str, Any]]:
    shown = chart.points[list(POINT)].astype(object)
    rows = records(shown.where(shown.notna(), None))
    return [{"starts_on": start, **row} for start, row in zip(starts, rows, strict=True)]
