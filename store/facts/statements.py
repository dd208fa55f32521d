"""The statements that make the facts in memory (DuckDB) from the sound rows (raw.sound_<table>), in order."""

from collections.abc import Iterable

from config.codes import FOLLOW_ON, PERIODS, SECTORS, TOGETHER
from store.case.parsing import FIRST_US, LAST_US
from store.case.tables import BY_CASE
from store.facts.tables import FOREVER, joined
from store.facts.tables import metadata as facts


def _within_years(column: str) -> str:
    """A time that only says when something is due; however far off, it lies within the years."""
    return f"least(greatest({column}, {FIRST_US}), {LAST_US})"


# every code that stands in a sound row, in order, so that codes compare as their texts do
_CODES = {
    "regions": ("code",),
    "counties": ("code",),
    "ministries": ("code",),
    "agencies": ("code", "sector", "ministry_code", "region_code", "county_code"),
    "cases": (
        *("region_code", "county_code", "exploitation_form", "victim_age_group"),
        *("closed_reason", "responsible_agency", "investigation_phase", "offence"),
    ),
    "handovers": ("kind", "response_reason"),
    "deadlines": ("kind", "responsible_agency"),
    "pauses": ("reason",),
}
_OUTCOMES = ("answered", "withdrawn", "closed", "after_closing")
_OUR_CODES = ("unknown", "regions", "counties", "ministries", "agencies", *_OUTCOMES)
_EVERY_CODE = " UNION ".join(
    [f"SELECT unnest({list(_OUR_CODES)}) AS code"]
    + [f"SELECT {column} FROM raw.sound_{table}" for table, columns in _CODES.items() for column in columns]
)
CODES = f"CREATE TYPE code AS ENUM (SELECT code FROM ({_EVERY_CODE}) WHERE code IS NOT NULL ORDER BY code)"
KNOWN_CODES = "CREATE TYPE code AS ENUM (SELECT code FROM known_codes ORDER BY code)"


def _made(table: str, rows: str, order: str = "") -> str:
    """Make a fact from `rows`, which have columns of its names and types."""
    columns = ", ".join(facts.tables[f"fact_{table}"].columns.keys())
    return f"CREATE TABLE fact_{table} AS SELECT {columns} FROM ({rows}) {order}"


def _named(column: str) -> str:
    return f"CAST(coalesce({column}, 'unknown') AS code)"


def _or_forever(column: str) -> str:
    return f"coalesce({column}, {FOREVER})"


def _numbered(number: str) -> str:
    # not by the number that DuckDB gives each row, which is beyond all bounds until the row is committed
    return f"CAST(row_number() OVER () - 1 AS INTEGER) AS {number}"


def _code(*columns: str) -> str:
    return ", ".join(f"CAST({column} AS code) AS {column.rpartition('.')[2]}" for column in columns)


_CASES = f"""CREATE TABLE raw.cases AS SELECT {_numbered("case_no")}, case_id,
    {_named("region_code")} AS region, {_named("county_code")} AS county, {_named("exploitation_form")} AS form,
    {_named("victim_age_group")} AS age_group, opened_at, {_or_forever("closed_at")} AS closed_at,
    week(opened_at) AS opened_week,
    CASE WHEN closed_at IS NOT NULL THEN {_named("closed_reason")} END AS closed_reason,
    {_named("responsible_agency")} AS responsible_agency, {_named("investigation_phase")} AS investigation_phase,
    {_named("offence")} AS offence FROM raw.sound_cases"""
_AGENCIES = f"""CREATE TABLE raw.agencies AS SELECT {_code("code")}, {_named("sector")} AS sector,
    {_named("ministry_code")} AS ministry, target FROM raw.sound_agencies JOIN raw.targets ON agency = code"""

_CASE = "c.case_no, c.region, c.county, c.form, c.age_group, c.opened_at, c.closed_at, c.opened_week"


def _merged(table: str, key: str) -> str:
    """The union of a table's intervals (started_at, ended_at) per key."""
    in_order = f"PARTITION BY {key} ORDER BY started_at, ended_at ROWS"
    return f"""SELECT {key}, min(started_at) AS started_at, max(ended_at) AS ended_at
        FROM (SELECT *, sum(CASE WHEN reached >= started_at THEN 0 ELSE 1 END)
                OVER ({in_order} UNBOUNDED PRECEDING) AS island
            FROM (SELECT *, max(ended_at) OVER ({in_order} BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached
                FROM {table}))
        GROUP BY {key}, island"""


def _first_of(key: str) -> str:
    """Whether a row is the first of its case with this key."""
    return f"row_number() OVER (PARTITION BY case_no, {key} ORDER BY started_at, agency) = 1"


_FIRST_OF_SECTORS = f"""SELECT case_no, {
    ", ".join(f"min(CASE WHEN sector = '{one}' THEN started_at END) AS {joined(one)}" for one in SECTORS)
} FROM raw.involvements WHERE new_sector GROUP BY case_no"""
_JOINED = ", ".join(f"{_or_forever(f'f.{joined(one)}')} AS {joined(one)}" for one in SECTORS)

_POPULATION = {"regions": "population", "counties": "population", "ministries": "NULL", "agencies": "NULL"}
_NAMED = " UNION ALL ".join(
    f"SELECT '{kind}' AS kind, code, name_en, name_fi, name_sv, {population} AS population FROM raw.sound_{kind}"
    for kind, population in _POPULATION.items()
)
_OF_PLACES = (
    _made("names", f"SELECT {_code('kind', 'code')}, name_en, name_fi, name_sv, population FROM ({_NAMED})"),
    _made("agencies", "FROM raw.agencies"),
)
_OF_CASES = (
    f"""CREATE TABLE raw.pauses AS SELECT case_no, age_group, {_code("reason")}, started_at,
        {_or_forever("ended_at")} AS ended_at FROM raw.sound_pauses JOIN raw.cases USING (case_id)""",
    _made("pauses", "FROM raw.pauses"),
    _made("case_pauses", _merged("raw.pauses", "case_no")),
    # agencies side by side, so that one agency's cases are found in few places
    f"""CREATE TABLE raw.involvements AS SELECT *,
            row_number() OVER (PARTITION BY case_no ORDER BY started_at, agency) AS nth,
            {_first_of("sector")} AS new_sector, ministry <> 'unknown' AND {_first_of("ministry")} AS new_ministry
        FROM (SELECT case_no, {_code("i.agency_code")}, min(started_at) AS started_at
            FROM raw.sound_involvements i JOIN raw.cases USING (case_id) GROUP BY ALL)
        JOIN (SELECT code AS agency_code, code AS agency, sector, ministry FROM raw.agencies) USING (agency_code)
        ORDER BY agency, case_no""",
    _made(
        "involvements",
        f"SELECT {_CASE}, i.* EXCLUDE (case_no) FROM raw.involvements i JOIN raw.cases c USING (case_no)",
    ),
    # two sectors meet when the first agency of the one and the first of the other have both joined
    _made(
        "pairs",
        f"""SELECT {_CASE}, i.agency AS one, j.agency AS other, least(i.sector, j.sector) AS sector_a,
            greatest(i.sector, j.sector) AS sector_b, greatest(i.started_at, j.started_at) AS both_from,
            i.sector <> j.sector AND i.new_sector AND j.new_sector AS new_sectors
            FROM raw.involvements i JOIN raw.involvements j ON i.case_no = j.case_no AND i.agency < j.agency
            JOIN raw.cases c ON c.case_no = i.case_no""",
    ),
    # those open come first, then those that closed last
    _made(
        "cases",
        f"""SELECT *, greatest({", ".join(map(joined, TOGETHER))}) AS together_at
            FROM (SELECT c.*, week(closed_at) AS closed_week, {_JOINED}
                FROM raw.cases c LEFT JOIN ({_FIRST_OF_SECTORS}) f USING (case_no))""",
        "ORDER BY closed_at DESC",
    ),
)
_OF_HANDOVERS = (
    # A case that closes before the answer ends the handover: what came later cannot count, for it was not waited for.
    # One that was sent after the closing ends as it is sent, whatever came later: nobody was watching it.
    # Those that wait come first, so that they are found in few places; then agencies and delays side by side, so that
    # counting by pair and delay meets the same ones again at once.
    f"""CREATE TABLE raw.sent AS SELECT handover_no, handover_id, case_no, {_code("kind", "from_agency", "to_agency")},
            handed_over_at, CASE WHEN due_at IS NOT NULL THEN {_within_years("due_at")} END AS due_at,
            CASE WHEN closes_first THEN greatest(handed_over_at, closed_at) ELSE answered_at END AS ended_at,
            CAST(CASE WHEN handed_over_at >= closed_at THEN 'after_closing' WHEN closes_first THEN 'closed'
                WHEN response = 'withdrawn' THEN 'withdrawn' WHEN responded_at IS NOT NULL THEN 'answered' END AS code)
                AS outcome,
            {_named("response_reason")} AS response_reason,
            NOT closes_first AND coalesce(response IN ('rejected', 'returned'), false) AS returned
        FROM (SELECT h.*, {_numbered("handover_no")}, c.case_no, c.closed_at,
                {_or_forever("responded_at")} AS answered_at,
                handed_over_at >= closed_at OR answered_at > closed_at AS closes_first
            FROM raw.sound_handovers h JOIN raw.cases c USING (case_id))
        ORDER BY ended_at < {FOREVER}, from_agency, to_agency, ended_at - handed_over_at""",
    """CREATE TABLE raw.stops AS
        SELECT s.handover_no, greatest(p.started_at, s.handed_over_at) AS started_at, p.ended_at
        FROM raw.sent s JOIN raw.pauses p USING (case_no) JOIN raw.agencies t ON t.code = s.to_agency
        JOIN raw.bindings b ON b.reason = p.reason AND b.sector = t.sector AND b.age_group = p.age_group
        WHERE p.ended_at > s.handed_over_at""",
    f"""CREATE TABLE raw.merged_stops AS
        SELECT handover_no, on_clock(started_at) AS started_on_clock, on_clock(ended_at) AS ended_on_clock
        FROM ({_merged("raw.stops", "handover_no")})""",
    f"""CREATE TABLE raw.stopped AS
        SELECT handover_no, CAST(sum(least(p.ended_on_clock, s.ended_on_clock) - p.started_on_clock) AS BIGINT) AS time
        FROM (SELECT handover_no, on_clock(ended_at) AS ended_on_clock FROM raw.sent WHERE ended_at < {FOREVER}) s
        JOIN raw.merged_stops p USING (handover_no) WHERE p.started_on_clock < s.ended_on_clock
        GROUP BY handover_no""",
    _made(
        "handovers",
        f"""SELECT *, week(handed_over_at) AS sent_week, week(pending_from) AS pending_from_week,
            week(ended_at) AS ended_week,
            CASE WHEN ended_at < {FOREVER} THEN on_clock(ended_at) - sent_on_clock - coalesce(time, 0) END AS delay
            FROM (SELECT s.*, c.* EXCLUDE (case_no, case_id), f.ministry AS from_ministry, f.sector AS from_sector,
                t.ministry AS to_ministry, t.sector AS to_sector, t.target, stopped.time,
                greatest(handed_over_at, opened_at) AS pending_from,
                on_clock(handed_over_at) AS sent_on_clock
                FROM raw.sent s JOIN raw.cases c USING (case_no) JOIN raw.agencies f ON f.code = s.from_agency
                JOIN raw.agencies t ON t.code = s.to_agency LEFT JOIN raw.stopped USING (handover_no))""",
    ),
    _made("handover_stops", "FROM raw.merged_stops JOIN fact_handovers USING (handover_no)"),
)
# What follows on a period: the first step of its case that was met, or handover of it that was sent, since it began.
_FOLLOWED = f"""SELECT deadline_no, min(moment) AS followed_at FROM (
        SELECT p.deadline_no, greatest(s.met_on, coalesce(s.started_on, s.met_on)) AS moment FROM raw.deadlines p
        JOIN raw.deadlines s ON s.case_no = p.case_no AND s.kind IN {FOLLOW_ON}
            AND s.met_on >= coalesce(p.started_on, s.met_on)
        WHERE p.kind IN {PERIODS}
        UNION ALL SELECT p.deadline_no, h.handed_over_at FROM raw.deadlines p
        JOIN raw.sent h ON h.case_no = p.case_no AND h.handed_over_at >= coalesce(p.started_on, p.opened_at)
        WHERE p.kind IN {PERIODS}
    ) GROUP BY deadline_no"""
_OF_DEADLINES = (
    f"""CREATE TABLE raw.deadlines AS SELECT {_numbered("deadline_no")}, d.deadline_id, {_CASE},
        {_code("d.kind")}, {_named("d.responsible_agency")} AS responsible_agency, d.started_on,
        {_within_years("d.due_on")} AS due_on, {_or_forever("d.met_on")} AS met_on
        FROM raw.sound_deadlines d JOIN raw.cases c USING (case_id)""",
    _made(
        "deadlines",
        f"""SELECT d.*, {_or_forever("f.followed_at")} AS followed_at
            FROM raw.deadlines d LEFT JOIN ({_FOLLOWED}) f USING (deadline_no)""",
    ),
)


def contents_of(parts: Iterable[str]) -> str:
    """What fact_contents says, from the parts of it that each table has."""
    found = ", ".join(
        f"CAST(coalesce(sum(found) FILTER (of = '{table}'), 0) AS BIGINT) AS {table}" for table in BY_CASE
    )
    return f"""SELECT case_id, {found}, CAST(sum(broken) AS BIGINT) AS broken,
        CAST(sum(rows_hash) % {FOREVER} AS BIGINT) AS rows_hash FROM ({" UNION ALL ".join(parts)}) GROUP BY case_id"""


_CONTENTS = _made("contents", contents_of(f"FROM raw.contents_{table}" for table in (*_POPULATION, *BY_CASE)))
PLACES = (_AGENCIES, *_OF_PLACES)
CASES = (_CASES, *_OF_CASES, *_OF_HANDOVERS, *_OF_DEADLINES, _CONTENTS)
