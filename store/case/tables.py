"""The case database: the one description of its tables and what they promise."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from sqlalchemy import CheckConstraint, Column, Date, DateTime, Dialect, ForeignKey, Integer, MetaData, Table, Text
from sqlalchemy.types import TypeDecorator

from config import codes
from store.case.contract import Constraint, Contract, both_or_neither, different, in_order, one_of, reference
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

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC).replace(tzinfo=None if dialect.name == "sqlite" else UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _sqlite_form(column: Column[Any]) -> CheckConstraint:
    """SQLite keeps any text in any column, so the form of moments and days is a constraint there.

    Adding no days makes SQLite calculate the day again, so that 30 February does not pass.
    """
    c = column.name
    whole_seconds, microseconds = f"substr({c}, 1, 19)", f"'*.{'[0-9]' * 6}'"
    form = (
        f"date({c}, '+0 days') IS {c}"
        if isinstance(column.type, Date)
        else f"{c} IS NULL OR (datetime({whole_seconds}, '+0 days') IS {whole_seconds} AND {c} GLOB {microseconds})"
    )
    return CheckConstraint(form, name=f"{c}_form").ddl_if(dialect="sqlite")


def check(constraint: Constraint) -> CheckConstraint:
    """The check constraint that keeps it in a database of ours."""
    return CheckConstraint(constraint.sql, name=constraint.name)


def _promised_by(column: Column[Any]) -> Iterator[Constraint]:
    """What a column promises by its own description."""
    names, c = (column.name,), column.name
    if not column.nullable:
        yield Constraint("missing", names, f"{c} IS NOT NULL")
    if isinstance(column.type, Text):
        name = f"{c}_not_empty" if column.primary_key else ""
        yield Constraint("missing", names, f"{c} <> ''", name, is_of_value=True, leaves_out=False)
    if isinstance(column.type, Moment | Integer):
        low, high = (FIRST_US, LAST_US) if isinstance(column.type, Moment) else (0, LARGEST_WHOLE_NUMBER)
        yield Constraint("range", names, f"{c} BETWEEN {low} AND {high}", is_of_value=True)
    for foreign_key in column.foreign_keys:
        yield reference(c, *foreign_key.target_fullname.split("."))


def _names() -> list[Column[str]]:
    return [Column(f"name_{language}", Text, nullable=False) for language in ("en", "fi", "sv")]


def _code(name: str, known: Sequence[str], *, nullable: bool = False, primary_key: bool = False) -> Column[str]:
    return Column(name, Text, nullable=nullable, primary_key=primary_key, info={"codes": known})


def _table(
    name: str, *parts: Column[Any] | Constraint, rest_on: Sequence[str] = ("code",), first_by: Sequence[str] = ("code",)
) -> Table:
    """A table with its columns and the constraints on them; for `rest_on` and `first_by` see Contract."""
    table = Table(name, metadata, *(part for part in parts if isinstance(part, Column)))
    declared = [part for part in parts if isinstance(part, Constraint)]
    declared += [one_of(column.name, column.info["codes"]) for column in table.columns if column.info]
    # the order in which breaches of a row are told
    declared.sort(key=lambda one: (one.kind in ("order", "code"), one.columns))
    constraints = (*chain.from_iterable(map(_promised_by, table.columns)), *declared)
    CONTRACTS[name] = Contract(constraints, frozenset(rest_on), tuple(first_by))
    forms = (_sqlite_form(column) for column in table.columns if isinstance(column.type, Date | Moment))
    for one in (*(check(one) for one in constraints if one.name), *forms):
        table.append_constraint(one)
    return table


# What each table promises, by its name.
CONTRACTS: dict[str, Contract] = {}

regions = _table("regions", Column("code", Text, primary_key=True), *_names(), Column("population", Integer))
counties = _table(
    "counties",
    Column("code", Text, primary_key=True),
    *_names(),
    Column("region_code", ForeignKey("regions.code"), nullable=False),
    Column("population", Integer),
)
ministries = _table("ministries", Column("code", Text, primary_key=True), *_names())
agencies = _table(
    "agencies",
    Column("code", Text, primary_key=True),
    *_names(),
    _code("sector", codes.SECTORS),
    Column("ministry_code", ForeignKey("ministries.code")),
    Column("region_code", ForeignKey("regions.code")),
    Column("county_code", ForeignKey("counties.code")),
)
cases = _table(
    "cases",
    Column("case_id", Text, primary_key=True),
    Column("region_code", ForeignKey("regions.code"), nullable=False),
    Column("county_code", ForeignKey("counties.code")),
    Column("opened_at", Moment, nullable=False),
    Column("closed_at", Moment),
    _code("closed_reason", codes.CLOSED_REASONS, nullable=True),
    _code("status", codes.STATUSES),
    _code("exploitation_form", codes.EXPLOITATION_FORMS),
    _code("victim_age_group", codes.VICTIM_AGE_GROUPS),
    _code("investigation_phase", codes.INVESTIGATION_PHASES, nullable=True),
    _code("offence", codes.OFFENCES, nullable=True),
    Column("investigation_ref", Text),
    Column("responsible_agency", ForeignKey("agencies.code")),
    in_order("opened_at", "closed_at"),
    rest_on=("case_id", "opened_at", "closed_at"),
    first_by=("opened_at", "closed_at"),
)
involvements = _table(
    "involvements",
    Column("case_id", ForeignKey("cases.case_id"), primary_key=True),
    Column("agency_code", ForeignKey("agencies.code"), primary_key=True),
    _code("role", codes.ROLES, primary_key=True),
    Column("started_at", Moment, primary_key=True),
    Column("ended_at", Moment),
    in_order("started_at", "ended_at"),
    rest_on=("case_id", "agency_code", "started_at"),
    first_by=("ended_at",),
)
handovers = _table(
    "handovers",
    Column("handover_id", Text, primary_key=True),
    Column("case_id", ForeignKey("cases.case_id"), nullable=False),
    Column("from_agency", ForeignKey("agencies.code"), nullable=False),
    Column("to_agency", ForeignKey("agencies.code"), nullable=False),
    _code("kind", codes.HANDOVER_KINDS),
    Column("handed_over_at", Moment, nullable=False),
    Column("due_at", Moment),
    Column("responded_at", Moment),
    _code("response", codes.RESPONSES, nullable=True),
    _code("response_reason", codes.RESPONSE_REASONS, nullable=True),
    both_or_neither("responded_at", "response"),
    different("from_agency", "to_agency"),
    in_order("handed_over_at", "responded_at"),
    rest_on=("handover_id", "case_id", "from_agency", "to_agency", "handed_over_at", "responded_at", "response"),
    first_by=("handed_over_at", "responded_at"),
)
deadlines = _table(
    "deadlines",
    Column("deadline_id", Text, primary_key=True),
    Column("case_id", ForeignKey("cases.case_id"), nullable=False),
    _code("kind", codes.DEADLINE_KINDS),
    Column("started_on", Date),
    Column("due_on", Date, nullable=False),
    Column("met_on", Date),
    Column("responsible_agency", ForeignKey("agencies.code")),
    in_order("started_on", "due_on"),
    rest_on=("deadline_id", "case_id", "due_on"),
    first_by=("due_on", "met_on"),
)
pauses = _table(
    "pauses",
    Column("case_id", ForeignKey("cases.case_id"), primary_key=True),
    _code("reason", codes.PAUSE_REASONS, primary_key=True),
    Column("started_at", Moment, primary_key=True),
    Column("ended_at", Moment),
    in_order("started_at", "ended_at"),
    rest_on=("case_id", "started_at", "ended_at"),
    first_by=("ended_at",),
)
# One row marks a database whose cases are made up; every page says so.
demo_data = Table("demo_data", metadata, Column("made_at", Moment, primary_key=True))

# Tables that others refer to stand first: imports write in this order and delete in the reverse one.
BY_NAME: dict[str, Table] = {name: metadata.tables[name] for name in CONTRACTS}
IN_ORDER: tuple[Table, ...] = tuple(BY_NAME.values())
BY_CASE = tuple(table.name for table in IN_ORDER if "case_id" in table.columns)  # whose rows are of a case


def key_of(table: Table) -> tuple[str, ...]:
    """Names of the key columns of `table`, in order."""
    return tuple(column.name for column in table.primary_key.columns)


def referred_to() -> set[str]:
    """Names of the tables that others refer to."""
    return {one.table for table in IN_ORDER for one in CONTRACTS[table.name].references}
