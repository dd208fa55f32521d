"""A real event log end to end: imported by the command line, its figures equal those of independent packages.

The log's licence is unclear, so it is not shipped: SAUMATON_TEST_RECEIPT names the folder that holds it.
"""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from manage import app
from tests.conftest import fresh_database

HOME = Path(__file__).parent.parent
FOLDER = os.environ.get("SAUMATON_TEST_RECEIPT")
pytestmark = [
    pytest.mark.deep,
    pytest.mark.skipif(FOLDER is None, reason="SAUMATON_TEST_RECEIPT names no folder with the event log"),
]
NEAR = 1e-5


def manage(*arguments: str) -> str:
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.stderr
    return done.stdout


def import_events(database: str) -> str:
    columns = ("--case", "case_id", "--time", "timestamp", "--group", "org_group")
    return manage("import-events", str(folder() / "events.csv"), *columns, "--database", database)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The log as it was imported, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        file = tmp_path_factory.mktemp("receipt") / "cases.sqlite"
        urls = iter([f"sqlite:///{shutil.copy(request.getfixturevalue('migrated_sqlite'), file)}"])
    else:
        urls = fresh_database(request.getfixturevalue("postgres"), request.getfixturevalue("migrated_postgres"))
    for url in urls:
        import_events(url)
        yield url


def folder() -> Path:
    return (HOME / str(FOLDER)).resolve()


def test_its_figures_are_those_of_independent_packages(database: str) -> None:
    for expected in json.loads((folder() / "expected.json").read_text(encoding="utf-8")).values():
        found = json.loads(manage("figures", "--as-of", expected["as_of"], "--json", "--database", database))
        assert_equal(found, expected)


def test_importing_it_again_changes_nothing(database: str) -> None:
    again = import_events(database)
    assert "inserted" not in again
    assert "updated" not in again
    assert "deleted" not in again


def test_it_keeps_the_contract(database: str) -> None:
    assert manage("check", "--database", database) == ""


def assert_equal(found: dict[str, Any], expected: dict[str, Any]) -> None:
    cases, handovers, involvement = found["cases"], found["handovers"], found["involvement"]
    assert cases["in_scope"] == expected["cases_in_scope"]
    assert cases["open"] == expected["open_cases"]
    assert handovers["total"] == expected["handovers"]
    assert handovers["pending"] == expected["handovers_pending"]
    assert handovers["median_response_days"] == pytest.approx(expected["median_response_days"], abs=NEAR)
    assert handovers["answered_within_target"] == pytest.approx(expected["answered_within_7_days"], abs=NEAR)
    assert handovers["target_days"] == 7
    assert involvement["agencies_per_case_mean"] == pytest.approx(expected["agencies_per_case_mean"], abs=NEAR)
    assert involvement["share_2_plus"] == pytest.approx(expected["share_cases_2_plus"], abs=NEAR)
    assert involvement["share_3_plus"] == pytest.approx(expected["share_cases_3_plus"], abs=NEAR)
    [joint] = [pair for pair in involvement["joint"] if (pair["a"], pair["b"]) == joint_key(expected)]
    assert joint["cases"] == expected["joint"]["cases"]
    pairs = {(pair["from"], pair["to"]): pair for pair in handovers["pairs"]}
    for pair in expected["pairs"]:
        assert_pair_equal(pairs[pair["from"], pair["to"]], pair)


def joint_key(expected: dict[str, Any]) -> tuple[str, str]:
    return expected["joint"]["a"], expected["joint"]["b"]


def assert_pair_equal(found: dict[str, Any], expected: dict[str, Any]) -> None:
    assert (found["count"], found["pending"]) == (expected["count"], expected["pending"])
    assert found["median_response_days"] == pytest.approx(expected["median_response_days"], abs=NEAR)
    assert found["answered_within_target"] == pytest.approx(expected["answered_within_7_days"], abs=NEAR)
