"""The rules are drawn from the tables' own description, and a row that breaks one is told so."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import CheckConstraint, Column, Engine, MetaData, Table, Text, insert
from sqlalchemy.exc import IntegrityError

from store.case.contract import AS_DELIVERED, AS_IN_SQLITE, Breach, dangling, examine, references_of, rules_of
from store.case.tables import BY_NAME, IN_ORDER
from store.source import engine
from tests.store.cast import GOOD, columns_of, good


def judged(table: str, raw: Mapping[str, Any]) -> list[Breach]:
    return examine(BY_NAME[table], dict.fromkeys(columns_of(table)) | dict(raw))[1]


@pytest.mark.parametrize("table", [table.name for table in IN_ORDER])
def test_a_good_row_breaks_no_rule(table: str) -> None:
    assert [judged(table, row) for row in GOOD[table]] == [[] for _ in GOOD[table]]


def test_every_constraint_of_the_tables_is_a_rule() -> None:
    rules = {table.name: len(rules_of(table)) for table in IN_ORDER}
    assert rules == {
        "regions": 0,
        "counties": 0,
        "ministries": 0,
        "agencies": 1,
        "cases": 7,
        "involvements": 2,
        "handovers": 6,
        "deadlines": 2,
        "pauses": 2,
    }


def test_a_constraint_of_an_unknown_form_is_not_passed_over() -> None:
    strange = Table("strange", MetaData(), Column("a", Text), CheckConstraint("length(a) = 2", name="a_length"))
    with pytest.raises(ValueError, match=r"length\(a\) = 2"):
        rules_of(strange)


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
    assert ("to_agency", "agencies") in references_of(BY_NAME["handovers"])
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
