"""An answer through Arrow is what DuckDB's own frame would be, column by column."""

import pytest
from pandas.testing import assert_frame_equal

from store.facts.copy import codes_of, frame_of, read_copy
from tests.made_cases import fill, settings_for
from tests.rows import a_case, an_agency

COLUMNS = "region, opened_at, opened_week, case_id, closed_at > 0 AS ends, CAST(opened_at AS DOUBLE) AS number"
ANSWERS = {
    "rows": f"SELECT {COLUMNS} FROM fact_cases",
    "none": f"SELECT {COLUMNS} FROM fact_cases WHERE false",
    "more than fit one batch": "SELECT region, n FROM fact_cases, range(600000) AS many(n)",
    "only nulls": "SELECT nullif(region, region) AS region, nullif(opened_week, opened_week) AS week FROM fact_cases",
    "nulls among others": """SELECT CASE WHEN case_id = 'C' THEN region END AS region,
        CASE WHEN case_id = 'C' THEN opened_week END AS week, CASE WHEN case_id = 'C' THEN closed_at END AS closed_at,
        CASE WHEN case_id = 'C' THEN CAST(opened_week AS INTEGER) END AS wide_week, nullif(case_id, 'C') AS case_id,
        CASE WHEN case_id = 'C' THEN closed_at > 0 END AS ends, CASE WHEN case_id = 'C' THEN 0.5::DOUBLE END AS number
        FROM fact_cases""",
    "codes as texts": "SELECT CAST(region AS TEXT) AS region, count(*) AS cases FROM fact_cases GROUP BY ALL",
    "a sum of no rows": "SELECT CAST(sum(opened_at) AS BIGINT) AS total, count(*) AS cases FROM fact_cases WHERE false",
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_it_is_what_duckdbs_own_frame_would_be(sqlite_url: str, answer: str) -> None:
    fill(sqlite_url, {"agencies": [an_agency("A")], "cases": [a_case("C"), a_case("D")]})
    with read_copy(settings_for(sqlite_url)).facts.reading() as cursor:
        codes, expected = codes_of(cursor), cursor.execute(ANSWERS[answer]).df()
        assert_frame_equal(frame_of(cursor.execute(ANSWERS[answer]).to_arrow_table(), codes), expected)
