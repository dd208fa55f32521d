"""The statements that make the facts in memory (DuckDB) from the tables read (read_<name>), in the order they run."""

# Moments outside these years have no place on a working calendar, so a row with one is left out.
FIRST, LAST = 0, 4133980799999999
YEARS = f"BETWEEN {FIRST} AND {LAST}"


def _sound(table: str, key: str, order: str, *conditions: str) -> str:
    """Rows of a table that keep `conditions`; of rows with the same key only the first."""
    return f"""CREATE TABLE raw.sound_{table} AS SELECT * FROM read_{table} WHERE {" AND ".join(conditions)};
        DELETE FROM raw.sound_{table} WHERE rowid IN (SELECT rowid FROM raw.sound_{table}
            QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY {order}) > 1)"""


def _known(column: str, table: str, key: str) -> str:
    return f"{column} IN (SELECT {key} FROM raw.sound_{table})"


def _within_years(column: str) -> str:
    """A time that only says when something is due; however far off, it lies within the years."""
    return f"least(greatest({column}, {FIRST}), {LAST})"


def _end(column: str, start: str) -> str:
    return f"({column} IS NULL OR ({column} >= {start} AND {column} {YEARS}))"


SOUND_ROWS = (
    *(_sound(table, "code", "code", "code IS NOT NULL") for table in ("regions", "counties", "ministries")),
    _sound("agencies", "code", "code", "code IS NOT NULL"),
    _sound(
        "cases",
        "case_id",
        "opened_at, closed_at",
        "case_id IS NOT NULL",
        f"opened_at {YEARS}",
        _end("closed_at", "opened_at"),
    ),
    _sound(
        "involvements",
        "case_id, agency_code, role, started_at",
        "ended_at",
        _known("case_id", "cases", "case_id"),
        _known("agency_code", "agencies", "code"),
        f"started_at {YEARS}",
    ),
    _sound(
        "handovers",
        "handover_id",
        "handed_over_at, responded_at",
        "handover_id IS NOT NULL",
        _known("case_id", "cases", "case_id"),
        _known("from_agency", "agencies", "code"),
        _known("to_agency", "agencies", "code"),
        "from_agency <> to_agency",
        f"handed_over_at {YEARS}",
        _end("responded_at", "handed_over_at"),
        "(responded_at IS NULL) = (response IS NULL)",
    ),
    _sound(
        "deadlines",
        "deadline_id",
        "due_on, met_on",
        "deadline_id IS NOT NULL",
        _known("case_id", "cases", "case_id"),
        "due_on IS NOT NULL",
    ),
    _sound(
        "pauses",
        "case_id, reason, started_at",
        "ended_at",
        _known("case_id", "cases", "case_id"),
        f"started_at {YEARS}",
        _end("ended_at", "started_at"),
    ),
)

_CASE = """c.case_id, coalesce(c.region_code, 'unknown') AS region, coalesce(c.county_code, 'unknown') AS county,
    coalesce(c.exploitation_form, 'unknown') AS form, coalesce(c.victim_age_group, 'unknown') AS age_group,
    c.opened_at, c.closed_at"""


def _merged(table: str, key: str) -> str:
    """The union of a table's intervals (started_at, ended_at; null: open) per key."""
    return f"""
        SELECT {key}, min(started_at) AS started_at,
            CASE WHEN bool_or(ended_at IS NULL) THEN NULL ELSE max(ended_at) END AS ended_at
        FROM (
            SELECT *, sum(CASE WHEN reached >= started_at THEN 0 ELSE 1 END) OVER (
                PARTITION BY {key} ORDER BY started_at, ends ROWS UNBOUNDED PRECEDING) AS island
            FROM (
                SELECT *, max(ends) OVER (
                    PARTITION BY {key} ORDER BY started_at, ends
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached
                FROM (SELECT *, coalesce(ended_at, 9223372036854775807) AS ends FROM {table})
            )
        )
        GROUP BY {key}, island"""


FACTS = (
    """CREATE TABLE fact_names AS
        SELECT 'regions' AS kind, code, name_en, name_fi, name_sv FROM raw.sound_regions
        UNION ALL SELECT 'counties', code, name_en, name_fi, name_sv FROM raw.sound_counties
        UNION ALL SELECT 'ministries', code, name_en, name_fi, name_sv FROM raw.sound_ministries
        UNION ALL SELECT 'agencies', code, name_en, name_fi, name_sv FROM raw.sound_agencies""",
    f"""CREATE TABLE fact_cases AS SELECT {_CASE},
        CASE WHEN c.closed_at IS NOT NULL THEN coalesce(c.closed_reason, 'unknown') END AS closed_reason,
        c.responsible_agency, coalesce(c.investigation_phase, 'unknown') AS investigation_phase,
        coalesce(c.offence, 'unknown') AS offence FROM raw.sound_cases c""",
    """CREATE TABLE fact_agencies AS SELECT code, coalesce(sector, 'unknown') AS sector,
        coalesce(ministry_code, 'unknown') AS ministry, coalesce(region_code, 'unknown') AS region,
        coalesce(county_code, 'unknown') AS county FROM raw.sound_agencies""",
    "CREATE TABLE fact_pauses AS SELECT case_id, reason, started_at, ended_at FROM raw.sound_pauses",
    f"CREATE TABLE fact_case_pauses AS {_merged('raw.sound_pauses', 'case_id')}",
    f"""CREATE TABLE fact_involvements AS SELECT {_CASE}, i.agency, coalesce(a.sector, 'unknown') AS sector,
        coalesce(a.ministry_code, 'unknown') AS ministry, i.started_at
        FROM (SELECT case_id, agency_code AS agency, min(started_at) AS started_at
            FROM raw.sound_involvements GROUP BY case_id, agency_code) i
        JOIN raw.sound_cases c USING (case_id) JOIN raw.sound_agencies a ON a.code = i.agency""",
    f"""CREATE TABLE fact_deadlines AS SELECT d.deadline_id, {_CASE}, d.kind, d.responsible_agency, d.started_on,
        {_within_years("d.due_on")} AS due_on, d.met_on
        FROM raw.sound_deadlines d JOIN raw.sound_cases c USING (case_id)""",
    # A case that closes before the answer ends the handover: what came later cannot count, for it was not waited for.
    f"""CREATE TABLE raw.sent AS SELECT *, CASE WHEN outcome = 'closed' THEN closed_at ELSE responded_at END AS ended_at
        FROM (SELECT h.handover_id, {_CASE}, h.kind, h.from_agency, h.to_agency,
            coalesce(f.ministry_code, 'unknown') AS from_ministry, coalesce(t.ministry_code, 'unknown') AS to_ministry,
            coalesce(f.sector, 'unknown') AS from_sector, coalesce(t.sector, 'unknown') AS to_sector,
            h.handed_over_at, CASE WHEN h.due_at IS NOT NULL THEN {_within_years("h.due_at")} END AS due_at,
            h.responded_at,
            CASE WHEN h.handed_over_at < c.closed_at AND (h.responded_at IS NULL OR h.responded_at > c.closed_at)
                    THEN 'closed'
                WHEN h.response = 'withdrawn' THEN 'withdrawn'
                WHEN h.responded_at IS NOT NULL THEN 'answered' END AS outcome,
            coalesce(h.response_reason, 'unknown') AS response_reason,
            coalesce(h.response IN ('rejected', 'returned'), false) AS returned
            FROM raw.sound_handovers h JOIN raw.sound_cases c USING (case_id)
            JOIN raw.sound_agencies f ON f.code = h.from_agency JOIN raw.sound_agencies t ON t.code = h.to_agency)""",
    """CREATE TABLE raw.stops AS
        SELECT s.handover_id, greatest(p.started_at, s.handed_over_at) AS started_at, p.ended_at
        FROM raw.sent s JOIN raw.sound_pauses p USING (case_id)
        JOIN raw.bindings b ON b.reason = p.reason AND b.sector = s.to_sector AND b.age_group = s.age_group
        WHERE p.ended_at IS NULL OR p.ended_at > s.handed_over_at""",
    f"CREATE TABLE raw.merged_stops AS {_merged('raw.stops', 'handover_id')}",
)

MOMENTS = """
    SELECT handed_over_at AS moment FROM raw.sent
    UNION SELECT ended_at FROM raw.sent WHERE ended_at IS NOT NULL
    UNION SELECT started_at FROM raw.merged_stops
    UNION SELECT ended_at FROM raw.merged_stops WHERE ended_at IS NOT NULL"""

DELAYS = (
    """CREATE TABLE fact_handover_stops AS
        SELECT s.handover_id, b.position AS started_on_clock, e.position AS ended_on_clock
        FROM raw.merged_stops s JOIN raw.clock b ON b.moment = s.started_at
        LEFT JOIN raw.clock e ON e.moment = s.ended_at""",
    """CREATE TABLE fact_handovers AS
        SELECT s.handover_id, s.case_id, s.region, s.county, s.form, s.age_group, s.opened_at, s.closed_at,
            s.kind, s.from_agency, s.to_agency, s.from_ministry, s.to_ministry,
            s.from_sector, s.to_sector, s.handed_over_at, s.due_at,
            s.ended_at, s.outcome, s.response_reason, s.returned, b.position AS sent_on_clock,
            e.position - b.position - coalesce(stopped.time, 0) AS delay, t.target
        FROM raw.sent s JOIN raw.clock b ON b.moment = s.handed_over_at
        LEFT JOIN raw.clock e ON e.moment = s.ended_at
        LEFT JOIN (
            SELECT s.handover_id, CAST(sum(least(coalesce(p.ended_on_clock, e.position), e.position)
                - p.started_on_clock) AS BIGINT) AS time
            FROM raw.sent s JOIN raw.clock e ON e.moment = s.ended_at
            JOIN fact_handover_stops p ON p.handover_id = s.handover_id AND p.started_on_clock < e.position
            GROUP BY s.handover_id
        ) stopped ON stopped.handover_id = s.handover_id
        JOIN raw.targets t ON t.agency = s.to_agency""",
)
