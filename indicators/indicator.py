"""What an indicator says of itself, and how it is computed; Explain, tooltips and docs/indicators.md read it here."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Any, Literal, TypeVar, cast

import pandas as pd
from sqlalchemy import Select

from config.settings import Settings
from queries.filters import Filters

# asks the facts a question; where the answer comes from, and whether it was kept, is not the indicators' matter
Ask = Callable[[Select[Any]], pd.DataFrame]
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
    takes: Literal["partner_rules", "control_charts"] | None = None

    def arguments(self, settings: Settings) -> tuple[Any, ...]:
        """What `figures` and `rows` take after the filters."""
        return () if self.takes is None else (getattr(settings, self.takes),)


def records(frame: pd.DataFrame, fields: Collection[str] | None = None) -> list[dict[str, Any]]:
    """The rows of a frame, of its columns among `fields` (None: all), as plain values; what is missing is None."""
    names = [str(name) for name in frame.columns if fields is None or name in fields]
    # by column: several times as quick over few rows as pandas is with a mixed frame
    columns = [_plain(frame[name]) for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def rows_as(kind: type[Row], frame: pd.DataFrame) -> list[Row]:
    """The rows of a frame, of the columns that are fields of a kind of row, as `records` gives them."""
    return cast(list[Row], records(frame, kind.__annotations__))


def row_as(kind: type[Row], frame: pd.DataFrame) -> Row:
    """The only row of a frame, likewise."""
    [row] = rows_as(kind, frame)
    return row


def _plain(column: "pd.Series[Any]") -> list[Any]:
    values = column.tolist()
    return [None if pd.isna(value) else value for value in values] if column.hasnans else values


def part_of(kind: type[Row], found: Mapping[str, object]) -> Row:
    """The fields of a kind of row from a row that has more."""
    return cast(Row, {name: found[name] for name in kind.__annotations__})
