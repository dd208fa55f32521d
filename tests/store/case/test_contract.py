"""Checks, row rules and counts are drawn from one description, and a row that breaks one of them is told so."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import CheckConstraint, Engine, Table, insert
from sqlalchemy.exc import IntegrityError

from store.case.check import AS_DELIVERED, AS_IN_SQLITE, Breach, dangling, examine
from store.case.tables import BY_NAME, CONTRACTS, IN_ORDER
from store.source import engine
from tests.store.cast import GOOD, columns_of, good


def judged(table: str, raw: Mapping[str, Any]) -> list[Breach]:
    return examine(BY_NAME[table], dict.fromkeys(columns_of(table)) | dict(raw))[1]


@pytest.mark.parametrize("table", [table.name for table in IN_ORDER])
def test_a_good_row_breaks_no_rule(table: str) -> None:
    assert [judged(table, row) for row in GOOD[table]] == [[] for _ in GOOD[table]]


@pytest.mark.parametrize("table", IN_ORDER, ids=lambda table: table.name)
def test_each_check_of_a_database_of_ours_is_a_constraint_of_the_contract(table: Table) -> None:
    checks = {
        str(constraint.sqltext)
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint) and not str(constraint.name).endswith("_form")
    }
    contract = CONTRACTS[table.name].constraints
    assert checks <= {constraint.sql for constraint in contract}
    assert {one.sql for one in contract if one.kind in ("code", "order", "same", "alone")} <= checks


@pytest.mark.parametrize("table", IN_ORDER, ids=lambda table: table.name)
def test_what_a_database_of_ours_holds_by_other_means_is_in_the_contract_as_well(table: Table) -> None:
    contract = CONTRACTS[table.name].constraints
    required = {f"{column.name} IS NOT NULL" for column in table.columns if not column.nullable}
    assert required == {one.sql for one in contract if one.kind == "missing" and not one.is_of_value}
    keys = {((key.parent.name,), key.column.table.name) for key in table.foreign_keys}
    assert keys == {(one.columns, one.table) for one in CONTRACTS[table.name].references}


@pytest.mark.parametrize("table", IN_ORDER, ids=lambda table: table.name)
def test_figures_rest_on_columns_that_are_there(table: Table) -> None:
    contract = CONTRACTS[table.name]
    named = {*contract.rest_on, *contract.first_by, *(name for one in contract.constraints for name in one.columns)}
    assert named <= set(columns_of(table.name))


def test_a_breach_says_where_what_and_how_to_mend_in_one_line() -> None:
    (breach,) = judged("handovers", good("handovers", to_agency="police"))
    assert str(breach) == (
        "handovers handover_id=h1: to_agency: 'police' is from_agency as well; "
        "leave the row out, or correct one of them"
    )


def test_a_broken_value_is_not_blamed_a_second_time() -> None:
    assert [b.column for b in judged("handovers", good("handovers", responded_at="soon"))] == ["responded_at"]


def test_equal_times_are_in_order() -> None:
    assert judged("cases", good("cases", closed_at=GOOD["cases"][0]["opened_at"])) == []


def test_a_long_value_is_cut_short_in_the_message() -> None:
    (breach,) = judged("cases", good("cases", status="x" * 10_000))
    assert len(str(breach)) < 250


def test_moments_of_sqlite_are_of_fixed_width_and_those_of_deliveries_name_a_zone() -> None:
    raw = {"opened_at": "2024-01-01 10:00:00.000000"}
    assert examine(BY_NAME["cases"], raw, AS_IN_SQLITE)[1] == []
    assert len(examine(BY_NAME["cases"], raw, AS_DELIVERED)[1]) == 1
    for wrong in ("2024-01-01 10:00:00", "2024-01-01T10:00:00.000000", "2024-01-01 10:00:00.000000+02:00", 5):
        assert len(examine(BY_NAME["cases"], {"opened_at": wrong}, AS_IN_SQLITE)[1]) == 1


def test_references_are_looked_up_by_table_and_unread_tables_are_not_judged() -> None:
    assert "to_agency" in {one.columns[0] for one in CONTRACTS["handovers"].references if one.table == "agencies"}
    row = dict.fromkeys(columns_of("handovers")) | good("handovers")
    assert [b.column for b in dangling(BY_NAME["handovers"], row, {"agencies": {"police"}})] == ["to_agency"]


CELLS: dict[str, list[str | None]] = {
    "from_agency": ["police", "social"],
    "to_agency": ["police", "social"],
    "kind": ["case", "parcel"],
    "responded_at": [None, "2024-03-01T00:00:00Z", "2024-03-03T00:00:00Z"],
    "response": [None, "accepted", "perhaps"],
    "response_reason": [None, "capacity", "mood"],
}


@given(changes=st.fixed_dictionaries({name: st.sampled_from(cells) for name, cells in CELLS.items()}))
def test_the_rules_refuse_what_the_database_refuses(filled: Engine, changes: dict[str, Any]) -> None:
    table = BY_NAME["handovers"]
    raw = dict.fromkeys(columns_of("handovers")) | good("handovers", **changes)
    values, breaches = examine(table, raw)
    with filled.connect() as connection:
        try:
            connection.execute(insert(table), values)
            refused = False
        except IntegrityError:
            refused = True
        connection.rollback()
    assert refused == bool(breaches)


@pytest.fixture(scope="module")
def filled(migrated_sqlite: Any, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """A database with all that a handover refers to."""
    file = tmp_path_factory.mktemp("contract") / "cases.sqlite"
    file.write_bytes(migrated_sqlite.read_bytes())
    made = engine(f"sqlite:///{file}")
    with made.begin() as connection:
        for name in ("regions", "counties", "ministries", "agencies", "cases"):
            for row in GOOD[name]:
                raw = dict.fromkeys(columns_of(name)) | row
                connection.execute(insert(BY_NAME[name]), examine(BY_NAME[name], raw)[0])
    return made
