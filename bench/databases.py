"""Made-up case databases of three sizes, the same on every run: how fast the product is depends on rows, not on sense.

Handovers and answers are recorded with their day, as registers mostly do; openings, closings and involvements with
their minute. Regions and agencies are of very different size, and of a case's handovers some still wait.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
from adbc_driver_postgresql import dbapi
from numpy.random import Generator
from numpy.typing import NDArray
from sqlalchemy import Column, Engine, Integer, MetaData, Table, insert, text

from config import codes
from measures.local_time import DAY_US, starts_of_days
from store.case import tables
from store.case.publication import PUBLICATION
from store.case.tables import Moment

Numbers = NDArray[np.int64]
Rows = dict[str, pa.Table]

NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)
_NOW_US = int(NOW.timestamp()) * 1_000_000
_MINUTE = 60_000_000
_YEARS = 3
_HANDLING = ("police", "social", "health", "prosecution", "assistance_system", "ngo", "migration", "courts")
_MINISTRIES = 10
_COUNTIES = 22


@dataclass(frozen=True)
class Scale:
    """How many rows to make up."""

    name: str
    cases: int
    handovers: int
    involvements: int
    regions: int
    agencies: int


NATIONAL = Scale("national", 20_000, 60_000, 50_000, 19, 40)
MIDDLE = Scale("middle", 200_000, 800_000, 600_000, 100, 80)
EU = Scale("EU", 1_000_000, 4_000_000, 3_000_000, 500, 120)
SCALES = {scale.name: scale for scale in (NATIONAL, MIDDLE, EU)}


def made(scale: Scale) -> Rows:
    """The tables of a case database by name, as Arrow."""
    chance = np.random.default_rng(20_260_914)
    opened = _NOW_US - _moments(chance.random(scale.cases) * _YEARS * 365)
    closed = opened + _moments(chance.lognormal(np.log(200), 1, scale.cases))
    return {
        **_named(scale),
        "cases": _cases(scale, chance, opened, closed),
        "involvements": _involvements(scale, chance, opened),
        "handovers": _handovers(scale, chance, opened),
        "deadlines": _deadlines(scale, chance, opened),
        "pauses": _pauses(scale, chance, opened),
    }


def fill(rows: Rows, target: Engine) -> None:
    """Make the tables of a ministry's own, without constraints, in an empty database, and fill them."""
    plain = MetaData()
    for table in tables.IN_ORDER:
        Table(table.name, plain, *(Column(column.name, column.type) for column in table.columns))
    plain.create_all(target)
    (_fill_postgresql if target.dialect.name == "postgresql" else _fill_sqlite)(rows, target)


def give_keys(target: Engine) -> None:
    """Keys and indexes as a case system has them, on PostgreSQL."""
    with target.begin() as connection:
        for name, table in tables.BY_NAME.items():
            connection.execute(text(f"ALTER TABLE {name} ADD PRIMARY KEY ({', '.join(tables.key_of(table))})"))
        for name in ("handovers", "deadlines"):
            connection.execute(text(f"CREATE INDEX ON {name} (case_id)"))


def publish(target: Engine) -> None:
    """Have the server tell its changes, as its administrator does."""
    with target.begin() as connection:
        connection.execute(text(f"CREATE PUBLICATION {PUBLICATION} FOR TABLE {', '.join(tables.BY_NAME)}"))


def _fill_postgresql(rows: Rows, target: Engine) -> None:
    url = target.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with dbapi.connect(url) as connection:
        cursor = connection.cursor()
        for name, content in rows.items():
            cursor.adbc_ingest(name, content, mode="append")
        cursor.close()
        connection.commit()
    with target.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _fill_sqlite(rows: Rows, target: Engine) -> None:
    with target.begin() as connection:
        for name, content in rows.items():
            for batch in content.to_batches(max_chunksize=50_000):
                connection.execute(insert(tables.BY_NAME[name]), batch.to_pylist())


def _named(scale: Scale) -> Rows:
    regions, counties = _texts("R", scale.regions), _texts("W", _COUNTIES)
    sectors = [_HANDLING[number % len(_HANDLING)] for number in range(scale.agencies)]
    ministries = [f"M{number % _MINISTRIES:02d}" for number in range(scale.agencies)]
    codes_of = {"regions": regions, "counties": counties, "ministries": _texts("M", _MINISTRIES, width=2)}
    named = {name: {"code": found} for name, found in codes_of.items()}
    named["agencies"] = {"code": _texts("A", scale.agencies), "sector": sectors, "ministry_code": ministries}
    return {name: _table(name, {**columns, **_names(columns["code"])}) for name, columns in named.items()}


def _names(found: list[str]) -> dict[str, list[str]]:
    return {f"name_{language}": found for language in ("en", "fi", "sv")}


def _cases(scale: Scale, chance: Generator, opened: Numbers, closed: Numbers) -> pa.Table:
    over = closed <= _NOW_US
    return _table(
        "cases",
        {
            "case_id": _keys("C", np.arange(scale.cases)),
            "region_code": _picked(chance, _texts("R", scale.regions), scale.cases),
            "county_code": _picked(chance, _texts("W", _COUNTIES), scale.cases),
            "opened_at": opened,
            "closed_at": pa.array(closed, mask=~over),
            "closed_reason": _where(over, _picked(chance, codes.CLOSED_REASONS, scale.cases)),
            "status": _where(over, pa.array(["closed"] * scale.cases)).fill_null("open"),
            "exploitation_form": _picked(chance, codes.EXPLOITATION_FORMS, scale.cases),
            "victim_age_group": _picked(chance, ("adult", "child", codes.UNKNOWN), scale.cases),
            "investigation_phase": _picked(chance, codes.INVESTIGATION_PHASES, scale.cases),
            "offence": _picked(chance, codes.OFFENCES, scale.cases),
            "responsible_agency": _picked(chance, _texts("A", scale.agencies), scale.cases),
        },
    )


def _involvements(scale: Scale, chance: Generator, opened: Numbers) -> pa.Table:
    number = chance.poisson(scale.involvements / scale.cases - 1, scale.cases) + 1
    of = np.repeat(np.arange(scale.cases), number)
    agency = chance.choice(scale.agencies, len(of), p=_sizes(scale.agencies))
    of, agency = np.divmod(np.unique(of * scale.agencies + agency), scale.agencies)
    started = np.minimum(opened[of] + _moments(chance.exponential(30, len(of))), _NOW_US)
    return _table(
        "involvements",
        {
            "case_id": _keys("C", of),
            "agency_code": pa.array(_texts("A", scale.agencies)).take(pa.array(agency)),
            "role": pa.array(["partner"] * len(of)),
            "started_at": started,
        },
    )


def _handovers(scale: Scale, chance: Generator, opened: Numbers) -> pa.Table:
    of = chance.integers(0, scale.cases, scale.handovers)
    sender = chance.choice(scale.agencies, scale.handovers, p=_sizes(scale.agencies))
    further = chance.choice(scale.agencies - 1, scale.handovers, p=_sizes(scale.agencies - 1)) + 1
    receiver = (sender + further) % scale.agencies
    sent = _days(np.minimum(opened[of] + _moments(chance.exponential(60, scale.handovers)), _NOW_US) // DAY_US)
    answered = _days(sent // DAY_US + 1 + chance.lognormal(np.log(5), 1, scale.handovers).astype(np.int64))
    ends = (answered <= _NOW_US) & (chance.random(scale.handovers) > 0.03)
    agencies = pa.array(_texts("A", scale.agencies))
    responses = _picked(chance, ("accepted",) * 8 + ("returned", "withdrawn"), scale.handovers)
    return _table(
        "handovers",
        {
            "handover_id": _keys("H", np.arange(scale.handovers)),
            "case_id": _keys("C", of),
            "from_agency": agencies.take(pa.array(sender)),
            "to_agency": agencies.take(pa.array(receiver)),
            "kind": _picked(chance, codes.HANDOVER_KINDS, scale.handovers),
            "handed_over_at": sent,
            "responded_at": pa.array(answered, mask=~ends),
            "response": _where(ends, responses),
        },
    )


def _deadlines(scale: Scale, chance: Generator, opened: Numbers) -> pa.Table:
    started = opened // DAY_US
    due = started + chance.integers(14, 200, scale.cases)
    met = due + chance.integers(-14, 10, scale.cases)
    return _table(
        "deadlines",
        {
            "deadline_id": _keys("D", np.arange(scale.cases)),
            "case_id": _keys("C", np.arange(scale.cases)),
            "kind": _picked(chance, codes.DEADLINE_KINDS, scale.cases),
            "started_on": started,
            "due_on": due,
            "met_on": pa.array(met, mask=met * DAY_US > _NOW_US),
            "responsible_agency": _picked(chance, _texts("A", scale.agencies), scale.cases),
        },
    )


def _pauses(scale: Scale, chance: Generator, opened: Numbers) -> pa.Table:
    of = np.flatnonzero(chance.random(scale.cases) < 0.2)
    started = np.minimum(opened[of] + _moments(chance.exponential(40, len(of))), _NOW_US)
    ended = started + _moments(chance.exponential(60, len(of)))
    reasons = _picked(chance, ("recovery", "consent", "other"), len(of))
    content = {"case_id": _keys("C", of), "reason": reasons, "started_at": started}
    return _table("pauses", {**content, "ended_at": pa.array(ended, mask=ended > _NOW_US)})


def _table(name: str, content: dict[str, object]) -> pa.Table:
    """The content in the types of the case database; columns that are not given are empty."""
    described = tables.BY_NAME[name]
    rows = len(next(iter(content.values())))  # type: ignore[arg-type]
    arrays = []
    for column in described.columns:
        given = content.get(column.name)
        array = pa.nulls(rows) if given is None else given if isinstance(given, pa.Array) else pa.array(given)
        kind = pa.timestamp("us", "UTC") if isinstance(column.type, Moment) else pa.string()
        if column.type.python_type.__name__ == "date" and not isinstance(column.type, Moment):
            array, kind = array.cast(pa.int32()), pa.date32()
        arrays.append(array.cast(pa.int32() if isinstance(column.type, Integer) else kind))
    return pa.table(arrays, names=described.columns.keys())


def _moments(days: NDArray[np.float64]) -> Numbers:
    return (days * DAY_US).astype(np.int64) // _MINUTE * _MINUTE


def _days(days: Numbers) -> Numbers:
    """The µs of the Helsinki midnights of days since 1970."""
    known = np.arange(days.min(), days.max() + 1)
    starts: Numbers = starts_of_days(known.astype("datetime64[D]"))[days - days.min()]
    return starts


def _texts(prefix: str, number: int, width: int = 3) -> list[str]:
    return [f"{prefix}{n:0{width}d}" for n in range(number)]


def _keys(prefix: str, numbers: Numbers) -> pa.Array:
    return pa.array([f"{prefix}{number:07d}" for number in numbers.tolist()])


def _sizes(number: int) -> list[float]:
    """Shares of a whole: few are large, many are small."""
    weights = [rank**-0.6 for rank in range(1, number + 1)]
    return [weight / sum(weights) for weight in weights]


def _picked(chance: Generator, among: object, rows: int) -> pa.Array:
    offered = pa.array(list(among))  # type: ignore[call-overload]
    return offered.take(pa.array(chance.choice(len(offered), rows, p=_sizes(len(offered)))))


def _where(condition: NDArray[np.bool_], values: pa.Array) -> pa.Array:
    return pa.compute.if_else(pa.array(condition), values, None)
