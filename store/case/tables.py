"""The case database: the one description of its tables and what they promise."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import chain
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.types import TypeEngine

from config import codes
from store.case.contract import (
    Constraint,
    Contract,
    both_or_neither,
    different,
    in_order,
    in_range,
    not_empty,
    one_of,
    reference,
    required,
)
from store.case.parsing import FIRST_US, LARGEST_WHOLE_NUMBER, LAST_US

NAMING = {
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMING)


class Moment(TypeDecorator[datetime]):
    """An aware UTC moment to the microsecond: timestamptz on PostgreSQL, text of fixed width on SQLite.

    Raises ValueError for a datetime without a zone.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(DateTime(timezone=dialect.name != "sqlite"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _sqlite_forms(*columns: Column[Any]) -> list[CheckConstraint]:
    """SQLite keeps any text in any column, so the form of moments and days is a constraint there.

    Adding no days makes SQLite calculate the day again, so that 30 February does not pass.
    """
    return [
        CheckConstraint(_form(column), name=f"{column.name}_form").ddl_if(dialect="sqlite")
        for column in columns
        if isinstance(column.type, Date | Moment)
    ]


def _form(column: Column[Any]) -> str:
    c = column.name
    if isinstance(column.type, Date):
        return f"date({c}, '+0 days') IS {c}"
    whole_seconds, microseconds = f"substr({c}, 1, 19)", f"'*.{'[0-9]' * 6}'"
    return f"{c} IS NULL OR (datetime({whole_seconds}, '+0 days') IS {whole_seconds} AND {c} GLOB {microseconds})"


def _key(name: str, *references: ForeignKey) -> Column[str]:
    return Column(name, Text, *references, primary_key=True, nullable=False)


def _text(name: str, *references: ForeignKey, nullable: bool = False) -> Column[str]:
    return Column(name, Text, *references, nullable=nullable)


def _moment(name: str, *, nullable: bool = False, primary_key: bool = False) -> Column[datetime]:
    return Column(name, Moment, nullable=nullable, primary_key=primary_key)


def _day(name: str, *, nullable: bool = False) -> Column[date]:
    return Column(name, Date, nullable=nullable)


def _names() -> list[Column[str]]:
    return [_text("name_en"), _text("name_fi"), _text("name_sv")]


def check(constraint: Constraint) -> CheckConstraint:
    """The check constraint that keeps it in a database of ours."""
    return CheckConstraint(constraint.sql, name=constraint.name)


def _constraints_of(column: Column[Any]) -> Iterator[Constraint]:
    """What a column promises by its own description."""
    if not column.nullable:
        yield required(column.name)
    if isinstance(column.type, Text):
        yield not_empty(column.name)
    if isinstance(column.type, Moment):
        yield in_range(column.name, FIRST_US, LAST_US)
    if isinstance(column.type, Integer):
        yield in_range(column.name, 0, LARGEST_WHOLE_NUMBER)
    for foreign_key in column.foreign_keys:
        table, key = foreign_key.target_fullname.split(".")
        yield reference(column.name, table, key)


def _table(
    name: str, *parts: Column[Any] | Constraint, rest_on: Sequence[str] = ("code",), first_by: Sequence[str] = ("code",)
) -> Table:
    """A table with its columns and the constraints on them; for `rest_on` and `first_by` see Contract."""
    columns = [part for part in parts if isinstance(part, Column)]
    declared = [part for part in parts if isinstance(part, Constraint)]
    keys = [not_empty(column.name) for column in columns if column.primary_key and isinstance(column.type, Text)]
    constraints = (*chain.from_iterable(map(_constraints_of, columns)), *declared)
    CONTRACTS[name] = Contract(constraints, frozenset(rest_on), tuple(first_by))
    return Table(name, metadata, *columns, *map(check, (*declared, *keys)), *_sqlite_forms(*columns))


# What each table promises, by its name.
CONTRACTS: dict[str, Contract] = {}

regions = _table("regions", _key("code"), *_names(), Column("population", Integer))
counties = _table(
    "counties",
    _key("code"),
    *_names(),
    _text("region_code", ForeignKey("regions.code")),
    Column("population", Integer),
)
ministries = _table("ministries", _key("code"), *_names())
agencies = _table(
    "agencies",
    _key("code"),
    *_names(),
    _text("sector"),
    _text("ministry_code", ForeignKey("ministries.code"), nullable=True),
    _text("region_code", ForeignKey("regions.code"), nullable=True),
    _text("county_code", ForeignKey("counties.code"), nullable=True),
    one_of("sector", codes.SECTORS),
)
cases = _table(
    "cases",
    _key("case_id"),
    _text("region_code", ForeignKey("regions.code")),
    _text("county_code", ForeignKey("counties.code"), nullable=True),
    _moment("opened_at"),
    _moment("closed_at", nullable=True),
    _text("closed_reason", nullable=True),
    _text("status"),
    _text("exploitation_form"),
    _text("victim_age_group"),
    _text("investigation_phase", nullable=True),
    _text("offence", nullable=True),
    _text("investigation_ref", nullable=True),
    _text("responsible_agency", ForeignKey("agencies.code"), nullable=True),
    in_order("opened_at", "closed_at"),
    one_of("closed_reason", codes.CLOSED_REASONS),
    one_of("exploitation_form", codes.EXPLOITATION_FORMS),
    one_of("investigation_phase", codes.INVESTIGATION_PHASES),
    one_of("offence", codes.OFFENCES),
    one_of("status", codes.STATUSES),
    one_of("victim_age_group", codes.VICTIM_AGE_GROUPS),
    rest_on=("case_id", "opened_at", "closed_at"),
    first_by=("opened_at", "closed_at"),
)
involvements = _table(
    "involvements",
    _key("case_id", ForeignKey("cases.case_id")),
    _key("agency_code", ForeignKey("agencies.code")),
    _key("role"),
    _moment("started_at", primary_key=True),
    _moment("ended_at", nullable=True),
    in_order("started_at", "ended_at"),
    one_of("role", codes.ROLES),
    rest_on=("case_id", "agency_code", "started_at"),
    first_by=("ended_at",),
)
handovers = _table(
    "handovers",
    _key("handover_id"),
    _text("case_id", ForeignKey("cases.case_id")),
    _text("from_agency", ForeignKey("agencies.code")),
    _text("to_agency", ForeignKey("agencies.code")),
    _text("kind"),
    _moment("handed_over_at"),
    _moment("due_at", nullable=True),
    _moment("responded_at", nullable=True),
    _text("response", nullable=True),
    _text("response_reason", nullable=True),
    both_or_neither("responded_at", "response"),
    different("from_agency", "to_agency"),
    one_of("kind", codes.HANDOVER_KINDS),
    in_order("handed_over_at", "responded_at"),
    one_of("response", codes.RESPONSES),
    one_of("response_reason", codes.RESPONSE_REASONS),
    rest_on=("handover_id", "case_id", "from_agency", "to_agency", "handed_over_at", "responded_at", "response"),
    first_by=("handed_over_at", "responded_at"),
)
deadlines = _table(
    "deadlines",
    _key("deadline_id"),
    _text("case_id", ForeignKey("cases.case_id")),
    _text("kind"),
    _day("started_on", nullable=True),
    _day("due_on"),
    _day("met_on", nullable=True),
    _text("responsible_agency", ForeignKey("agencies.code"), nullable=True),
    in_order("started_on", "due_on"),
    one_of("kind", codes.DEADLINE_KINDS),
    rest_on=("deadline_id", "case_id", "due_on"),
    first_by=("due_on", "met_on"),
)
pauses = _table(
    "pauses",
    _key("case_id", ForeignKey("cases.case_id")),
    _key("reason"),
    _moment("started_at", primary_key=True),
    _moment("ended_at", nullable=True),
    in_order("started_at", "ended_at"),
    one_of("reason", codes.PAUSE_REASONS),
    rest_on=("case_id", "started_at", "ended_at"),
    first_by=("ended_at",),
)
# One row marks a database whose cases are made up; every page says so.
demo_data = Table("demo_data", metadata, _moment("made_at", primary_key=True))

# Tables that others refer to come first: imports write in this order and delete in the reverse one.
IN_ORDER: tuple[Table, ...] = (
    regions,
    counties,
    ministries,
    agencies,
    cases,
    involvements,
    handovers,
    deadlines,
    pauses,
)
BY_NAME: dict[str, Table] = {table.name: table for table in IN_ORDER}


def key_of(table: Table) -> tuple[str, ...]:
    """Names of the key columns of `table`, in order."""
    return tuple(column.name for column in table.primary_key.columns)


def referred_to() -> set[str]:
    """Names of the tables that others refer to."""
    return {one.table for table in IN_ORDER for one in CONTRACTS[table.name].references}
