"""What an indicator says of itself, and how it is computed; Explain, tooltips and docs/indicators.md read it here."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Any, Literal, TypeVar, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from config.settings import Settings
from queries.filters import Filters
from queries.question import Question

# asks the facts a question; where the answer comes from, and whether it was kept, is not the indicators' matter
Ask = Callable[[Question], pd.DataFrame]
Direction = Literal["lower is better", "higher is better", "neither"]
BaseName = Literal[
    "open",
    "in_scope",
    "opened",
    "closed",
    "sent",
    "waiting",
    "answered",
    "closed_unanswered",
    "answered_in_a_week",
    "unmet",
    "fell_due",
    "ending",
    "referrals",
]
Row = TypeVar("Row")


@dataclass(frozen=True)
class Base:
    """The cases, handovers or deadlines under a figure: `fields` of what `figures` gives, or of each of its rows."""

    name: BaseName
    figures: Callable[[Ask, Filters], Any]
    fields: tuple[str, ...]

    def count(self, ask: Ask, filters: Filters) -> int:
        """How many there are."""
        found = self.figures(ask, filters)
        return sum(int(row[name]) for row in (found if isinstance(found, list) else [found]) for name in self.fields)


@dataclass(frozen=True)
class Indicator:
    """The definition of one figure. `source`: the columns it is made from, and the origin of its formula in short;
    `reference`: literature or law. `figures` computes it, with others of its subject, and `rows` gives the rows behind
    it to those who may see case rows; both take after the filters the setting that `takes` names. `page`: its own.
    """

    key: str
    name: str
    definition: str
    _: KW_ONLY
    unit: str
    source: str
    formula: str
    figures: Callable[..., Any]
    base: Base
    page: str
    direction: Direction = "neither"
    rows: Callable[..., Any] | None = None
    reference: str = ""
    takes: Literal["partner_rules", "control_charts", "change"] | None = None

    def arguments(self, settings: Settings) -> tuple[Any, ...]:
        """What `figures` and `rows` take after the filters."""
        return () if self.takes is None else (getattr(settings, self.takes),)


def records(frame: pd.DataFrame, fields: Collection[str] | None = None) -> list[dict[str, Any]]:
    """The rows of a frame, of its columns among `fields` (None: all), as plain values; what is missing is None."""
    # by column: several times as quick over few rows as pandas is with a mixed frame
    return rows_of({str(name): _plain(column) for name, column in frame.items() if fields is None or name in fields})


def rows_of(columns: Mapping[str, NDArray[Any] | list[Any]]) -> list[dict[str, Any]]:
    """The rows of columns of like length, as plain values; NaN is None."""
    listed = [plain(values) if isinstance(values, np.ndarray) else values for values in columns.values()]
    return [dict(zip(columns, row, strict=True)) for row in zip(*listed, strict=True)]


def rows_as(kind: type[Row], frame: pd.DataFrame) -> list[Row]:
    """The rows of a frame, of the columns that are fields of a kind of row, as `records` gives them."""
    return cast(list[Row], records(frame, kind.__annotations__))


def row_as(kind: type[Row], frame: pd.DataFrame) -> Row:
    """The only row of a frame, likewise."""
    [row] = rows_as(kind, frame)
    return row


def added_up(counts: pd.DataFrame) -> dict[str, int]:
    """The sum of each column of counts, over groups of codes."""
    return {name: int(counts[name].to_numpy().sum()) for name in counts.columns[counts.dtypes != "category"]}


def _plain(column: "pd.Series[Any]") -> list[Any]:
    if isinstance(column.dtype, np.dtype) and column.dtype.kind in "biuf":
        return plain(column.to_numpy())
    values = column.tolist()
    return [None if pd.isna(value) else value for value in values] if column.hasnans else values


def plain(values: NDArray[Any]) -> list[Any]:
    """Numbers as plain values; NaN is None."""
    listed = values.tolist()
    return [None if value != value else value for value in listed] if np.isnan(values).any() else listed  # noqa: PLR0124


def part_of(kind: type[Row], found: Mapping[str, object]) -> Row:
    """The fields of a kind of row from a row that has more."""
    return cast(Row, {name: found[name] for name in kind.__annotations__})
