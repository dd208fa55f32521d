"""Standard output holds the figures alone, and every wrong value is refused with what to do."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.commands.door import manage
from tests.made_cases import fill
from tests.rows import a_case, a_handover, an_agency

pytestmark = [pytest.mark.deep, pytest.mark.usefixtures("own_place")]

HOME = Path(__file__).parent.parent.parent
SENT = datetime(2026, 1, 5, 8, tzinfo=UTC)


def test_figures_come_out_as_json_and_nothing_else(case_database_url: str) -> None:
    rows = {
        "agencies": [an_agency("A"), an_agency("B")],
        "cases": [a_case("C")],
        "handovers": [a_handover("C", SENT, handover_id="H")],
    }
    fill(case_database_url, rows)
    asked = ("figures", "--as-of", "2026-01-20T08:00+02:00", "--json", "--database", case_database_url)
    done = subprocess.run([sys.executable, "manage.py", *asked], cwd=HOME, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert found["as_of"] == "2026-01-20T06:00:00+00:00"
    assert found["cases"]["open"] == 1
    assert found["handovers"]["overdue"] == 1
    assert found["handovers"]["median_response_days"] is None
    assert [region["region"] for region in found["regions"]] == ["unknown"]


def test_figures_hold_the_yearly_report_where_it_is_wanted(case_database_url: str) -> None:
    fill(case_database_url, {"agencies": [an_agency("A")], "cases": [a_case("C")]})
    asked = ("figures", "--as-of", "2026-01-20T08:00+02:00", "--json", "--database", case_database_url)
    found = json.loads(manage(*asked, "--year").stdout)["yearly"]
    assert [found["years"][0]["year"], found["years"][-1]["year"], found["years"][-1]["complete"]] == [
        2000,
        2026,
        False,
    ]
    assert "yearly" not in json.loads(manage(*asked).stdout)


def test_an_empty_database_has_no_data_not_zeros(sqlite_url: str) -> None:
    found = json.loads(manage("figures", "--json", "--database", sqlite_url).stdout)
    assert found["involvement"]["agencies_per_case_mean"] is None
    assert found["involvement"]["share_3_plus"] is None
    assert found["handovers"]["answered_within_target"] is None
    assert found["handovers"]["returned_share"] is None


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--region", "99"),
        ("--county", "99"),
        ("--agency", "NOBODY"),
        ("--ministry", "NONE"),
        ("--form", "sale"),
        ("--age-group", "old"),
        ("--as-of", "2026-01-20T08:00"),
        ("--as-of", "yesterday"),
        ("--as-of", "2090-01-20T08:00+02:00"),
        ("--as-of", "1960-01-20T08:00+02:00"),
        ("--as-of", "2150-01-20T08:00+02:00"),
        ("--from", "2026-02-30"),
        ("--to", "tomorrow"),
        ("--colour", "red"),
    ],
)
def test_a_value_that_is_not_known_is_refused(option: str, value: str, sqlite_url: str) -> None:
    done = manage("figures", "--json", "--database", sqlite_url, option, value)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert option in done.stderr


def test_a_period_that_ends_before_it_begins_is_refused(sqlite_url: str) -> None:
    done = manage("figures", "--database", sqlite_url, "--from", "2026-02-01", "--to", "2026-01-01")
    assert done.exit_code == 2
    assert "begins on 2026-02-01" in done.stderr
