"""Whether a rival gives the product's figures."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from bench.asked import Places
from queries.involvement import COUNTED

# what each of the seven counts; its other columns say of which group
COUNTS = {
    *("open", "opened", "closed", "cases", "pending", "overdue", "due_soon"),
    *("events", "censored", "returned", "withdrawn", *COUNTED),
}
AGENCIES = {"from_agency", "to_agency", "a", "b"}


def figures(columns: Mapping[str, Any], places: Places) -> pd.DataFrame:
    """The rows in one form: sorted groups in which anything was counted, each once, codes as texts."""
    found = pd.DataFrame({name: _named(name, column, places) for name, column in columns.items()})
    groups = [name for name in found.columns if name not in COUNTS]
    counted = [name for name in found.columns if name in COUNTS]
    summed = found.groupby(groups, as_index=False)[counted].sum().astype(dict.fromkeys(counted, "int64"))
    kept = summed[summed[counted].any(axis=1)]
    return kept.sort_values(groups, ignore_index=True)


def _named(name: str, column: Any, places: Places) -> "pd.Series[Any]":
    """A column; region and agency numbers become codes."""
    values = pd.Series(column)
    of = places.regions if name == "region" else places.agencies if name in AGENCIES else None
    if of is None:
        return values.astype("int64")
    return values.map(dict(enumerate(of))) if pd.api.types.is_integer_dtype(values) else values.astype("str")


def must_be_same(question: str, here: pd.DataFrame, rival: pd.DataFrame) -> None:
    """Raises ValueError when two answers in one form differ."""
    if not here.equals(rival[here.columns]):
        raise ValueError(f"{question}: {len(here)} groups here, {len(rival)} there, or other figures in them")
