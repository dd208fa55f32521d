"""Migrations: what they make is what `store.case.tables` describes, and what a constraint can hold, it holds."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import CheckConstraint, Engine, insert, inspect, text, update
from sqlalchemy.exc import IntegrityError

from store.case import change_table, tables
from store.own import tables as own_tables
from store.schema import OWN_DATABASE, migrate
from tests.made_cases import fill
from tests.rows import a_case, a_handover, an_agency

AT = datetime(2026, 1, 5, 8, tzinfo=UTC)


def test_the_migrations_make_what_the_tables_say(case_database: Engine) -> None:
    dialect = case_database.dialect.name
    with case_database.connect() as connection:
        besides = {"include_name": lambda name, _kind, _of: name != change_table.NAME}
        context = MigrationContext.configure(connection, opts={"version_table": "saumaton_version", **besides})
        assert compare_metadata(context, tables.metadata) == []
    for table in tables.metadata.sorted_tables:
        wanted = {str(c.name) for c in table.constraints if isinstance(c, CheckConstraint) and on_engine(c, dialect)}
        made = {constraint["name"] for constraint in inspect(case_database).get_check_constraints(table.name)}
        assert made == wanted


def on_engine(constraint: CheckConstraint, dialect: str) -> bool:
    return dialect == "sqlite" or not str(constraint.name).endswith("_form")


BREACHES: list[tuple[str, dict[str, Any]]] = [
    ("cases", a_case("D", AT, closed_at=AT - timedelta(microseconds=1))),
    ("cases", a_case("C")),
    ("cases", {**a_case("D"), "region_code": "99"}),
    ("cases", {**a_case("D"), "status": "ajar"}),
    ("cases", {**a_case("D"), "exploitation_form": None}),
    ("cases", a_case("")),
    ("handovers", a_handover("C", AT, handover_id="H", to_agency="A")),
    ("handovers", a_handover("C", AT, handover_id="H", to_agency="Z")),
    ("handovers", a_handover("Z", AT, handover_id="H")),
    ("handovers", a_handover("C", AT, handover_id="H", responded_at=AT)),
    ("handovers", a_handover("C", AT, handover_id="H", response="accepted")),
    ("handovers", a_handover("C", AT, handover_id="H", response="maybe", responded_at=AT)),
    ("handovers", a_handover("C", AT, handover_id="H", response="accepted", responded_at=AT - timedelta(seconds=1))),
    ("involvements", {"case_id": "C", "agency_code": "A", "role": "king", "started_at": AT}),
    (
        "involvements",
        {"case_id": "C", "agency_code": "A", "role": "lead", "started_at": AT, "ended_at": AT - timedelta(1)},
    ),
    ("pauses", {"case_id": "C", "reason": "recovery", "started_at": AT, "ended_at": AT - timedelta(days=1)}),
    ("deadlines", {"deadline_id": "1", "case_id": "C", "kind": "follow_up", "due_on": None}),
    (
        "deadlines",
        {
            "deadline_id": "1",
            "case_id": "C",
            "kind": "follow_up",
            "started_on": date(2026, 1, 2),
            "due_on": date(2026, 1, 1),
        },
    ),
]


@pytest.mark.parametrize(("table", "row"), BREACHES)
def test_a_constraint_holds_what_it_can(table: str, row: dict[str, Any], case_database_url: str) -> None:
    fill(case_database_url, {"agencies": [an_agency("A"), an_agency("B")], "cases": [a_case("C")]})
    with pytest.raises(IntegrityError):
        fill(case_database_url, {table: [row]})


def test_sqlite_refuses_text_that_is_no_moment(sqlite_url: str) -> None:
    fill(sqlite_url, {"cases": [a_case("C")]})
    from store.source import engine

    for words in ("yesterday", "2026-02-30 00:00:00.000000", "2026-02-03 00:00:00"):
        with pytest.raises(IntegrityError), engine(sqlite_url).begin() as connection:
            connection.execute(text("UPDATE cases SET opened_at = :words"), {"words": words})


def test_moments_come_back_to_the_microsecond(case_database_url: str, case_database: Engine) -> None:
    at = datetime(2026, 1, 5, 8, 30, 59, 999999, tzinfo=UTC)
    fill(case_database_url, {"cases": [a_case("C", at)]})
    with case_database.connect() as connection:
        assert connection.execute(tables.cases.select()).one().opened_at == at


@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_access_log_is_append_only(verb: str, request: pytest.FixtureRequest, case_database: Engine) -> None:
    migrate(case_database, OWN_DATABASE)
    log = own_tables.access_log
    with case_database.begin() as connection:
        made = {"at": AT, "user_name": "aino", "event": "sign_in", "outcome": "success", "previous": "", "hash": ""}
        connection.execute(insert(log).values(made))
    change = update(log).values(user_name="nobody") if verb == "update" else log.delete()
    with pytest.raises(Exception, match="append-only"), case_database.begin() as connection:
        connection.execute(change)
