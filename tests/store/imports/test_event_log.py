"""The event log against its contract, and against a slow twin that shares no code with it."""

import gzip
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from store.case.check import breaches
from store.case.writing import Counts
from store.errors import ImportRefused
from store.imports.event_log import import_events
from store.imports.event_xes import LogColumns
from store.imports.feed import import_feed
from store.source import engine
from tests.store.cast import content, write_csv, write_feed, write_parquet

COLUMNS = LogColumns(case="case", time="time", group="group")
WITH_REGION = LogColumns(case="case", time="time", group="group", region="region", activity="act")
HELSINKI = LogColumns(case="case", time="time", group="group", time_zone="Europe/Helsinki")
LOG = """case,time,group,region,act
c2,2024-01-05T10:00:00Z,B,Oulu,x
c1,2024-01-01T12:00:00+02:00,A,,x
c1,2024-01-03T10:00:00Z,B,Oulu,x
c1,2024-01-02T10:00:00Z,,Turku,x
NA,2024-01-01T10:00:00Z,,Turku,x
c2,2024-01-05T10:00:00Z,A,Oulu,x
"""


@pytest.fixture
def database(sqlite_url: str) -> Engine:
    return engine(sqlite_url)


def log(tmp_path: Path, text: str = LOG) -> Path:
    file = tmp_path / "log.csv"
    file.write_text(text, encoding="utf-8")
    return file


def at(day: int, hour: int = 10) -> datetime:
    return datetime(2024, 1, day, hour, tzinfo=UTC)


def test_a_log_that_runs_ahead_says_how_many_rows_do(case_database: Engine, tmp_path: Path) -> None:
    summary = import_events(case_database, log(tmp_path, LOG.replace("2024-01-03", "2098-01-03")), COLUMNS)
    said = "rows that lie in the future: 1; what they tell counts only from then on."
    assert summary.notices == tuple(f"{table}: {said}" for table in ("cases", "involvements", "handovers"))


def test_events_make_cases_agencies_involvements_and_handovers(case_database: Engine, tmp_path: Path) -> None:
    summary = import_events(case_database, log(tmp_path), COLUMNS)
    found = content(case_database)
    cases = {c["case_id"]: (c["opened_at"], c["closed_at"], c["status"], c["region_code"]) for c in found["cases"]}
    assert cases == {
        "c1": (at(1), at(3), "closed", "unknown"),
        "c2": (at(5), at(5), "closed", "unknown"),
        "NA": (at(1), at(1), "closed", "unknown"),
    }
    assert {(c["exploitation_form"], c["victim_age_group"]) for c in found["cases"]} == {("unknown", "unknown")}
    assert [(a["code"], a["name_fi"], a["sector"]) for a in found["agencies"]] == [
        ("A", "A", "unknown"),
        ("B", "B", "unknown"),
    ]
    assert {(i["case_id"], i["agency_code"], i["role"], i["started_at"]) for i in found["involvements"]} == {
        ("c1", "A", "partner", at(1)),
        ("c1", "B", "partner", at(3)),
        ("c2", "A", "partner", at(5)),
        ("c2", "B", "partner", at(5)),
    }
    first, second = found["handovers"]
    assert (first["from_agency"], first["to_agency"], first["kind"]) == ("A", "B", "event")
    assert (first["handed_over_at"], first["responded_at"], first["response"]) == (at(1), at(3), "accepted")
    assert (second["from_agency"], second["to_agency"], second["handed_over_at"]) == ("B", "A", at(5))
    assert summary.counts["cases"] == Counts(inserted=3)
    assert list(breaches(case_database)) == []


def test_the_same_log_twice_changes_nothing(case_database: Engine, tmp_path: Path) -> None:
    import_events(case_database, log(tmp_path), WITH_REGION)
    before = content(case_database)
    summary = import_events(case_database, log(tmp_path), WITH_REGION)
    assert content(case_database) == before
    assert all(c == Counts(unchanged=c.unchanged) for c in summary.counts.values())


def test_a_named_region_is_that_of_the_first_event(database: Engine, tmp_path: Path) -> None:
    import_events(database, log(tmp_path), WITH_REGION)
    found = content(database)
    regions = {case["case_id"]: case["region_code"] for case in found["cases"]}
    assert regions == {"c1": "unknown", "c2": "Oulu", "NA": "Turku"}
    assert [(r["code"], r["name_sv"]) for r in found["regions"]][:2] == [("Oulu", "Oulu"), ("Turku", "Turku")]


def test_a_log_that_grew_replaces_what_it_no_longer_implies(case_database: Engine, tmp_path: Path) -> None:
    import_events(case_database, log(tmp_path), COLUMNS)
    grown = log(tmp_path, LOG + "c1,2023-12-31T10:00:00Z,B,,x\nc2,2024-01-05T09:00:00Z,A,,x\n")
    summary = import_events(case_database, grown, COLUMNS)
    fresh = content(case_database)
    assert summary.counts["involvements"] == Counts(inserted=2, unchanged=2, deleted=2)
    assert [(h["from_agency"], h["to_agency"]) for h in fresh["handovers"] if h["case_id"] == "c1"] == [
        ("B", "A"),
        ("A", "B"),
    ]
    without_b = log(tmp_path, "case,time,group\nc1,2024-01-01T10:00:00Z,A\n")
    import_events(case_database, without_b, COLUMNS)
    left = content(case_database)
    assert {h["case_id"] for h in left["handovers"]} == {"c2"}
    assert len(left["cases"]) == 3


def test_what_a_feed_brought_for_a_case_stays(database: Engine, tmp_path: Path) -> None:
    import_feed(database, write_feed(tmp_path / "feed"))
    import_events(database, log(tmp_path, "case,time,group\nc1,2024-01-01T10:00:00Z,police\n"), COLUMNS)
    found = content(database)
    assert [h["handover_id"] for h in found["handovers"]] == ["h1"]
    assert [i["role"] for i in found["involvements"]] == ["lead", "partner"]
    assert [a["sector"] for a in found["agencies"]] == ["police", "social"]


def test_only_the_empty_text_is_missing_and_text_stays_as_it_is(database: Engine, tmp_path: Path) -> None:
    names = ["NA", "null", "None", " ", "A ", "a"]
    events = [{"case": "NA", "time": f"2024-01-01T10:0{n}:00Z", "group": name} for n, name in enumerate(names)]
    import_events(database, write_csv(tmp_path / "log.csv", events), COLUMNS)
    assert {agency["code"] for agency in content(database)["agencies"]} == set(names)
    assert len(content(database)["handovers"]) == 5


def test_no_two_handovers_share_an_id_whatever_the_cases_are_called(database: Engine, tmp_path: Path) -> None:
    cases = ["c", "c:1", "c:1:1", ":", "::1", "1"]
    events = [
        {"case": case, "time": f"2024-01-01T10:{n:02}:00Z", "group": "AB"[n % 2]} for case in cases for n in range(13)
    ]
    import_events(database, write_csv(tmp_path / "log.csv", events), COLUMNS)
    assert len(content(database)["handovers"]) == 12 * len(cases)


BAD_LOGS = [
    ("c1,2024-01-01T10:00:00,A", "time: '2024-01-01T10:00:00' has no time zone; add its offset"),
    ("c1,2024-13-01T10:00:00Z,A", "time: '2024-13-01T10:00:00Z' is not a time"),
    ("c1,1.1.2024 10:00,A", "time: '1.1.2024 10:00' is not a time"),
    ("c1,2024-01-01,A", "time: '2024-01-01' has no time of day"),
    ("c1,1704103200,A", "time: '1704103200' is not a time"),
    ("c1,,A", "time: has no value"),
    (",2024-01-01T10:00:00Z,A", "case: has no value"),
    ("c1,2024-01-01T10:00:00Z,A\0", "group: holds a NUL character"),
    ("c1,2024-01-01T10:00:00Z", "row: has 2 values, the header 3"),
]


@pytest.mark.parametrize(("line", "breach"), BAD_LOGS)
def test_a_bad_event_refuses_the_log_with_its_place(database: Engine, tmp_path: Path, line: str, breach: str) -> None:
    file = log(tmp_path, f"case,time,group\nc0,2024-01-01T10:00:00Z,A\n{line}\n")
    with pytest.raises(ImportRefused) as refused:
        import_events(database, file, COLUMNS)
    assert [said.startswith(f"log.csv:3: {breach}") for said in refused.value.breaches] == [True]
    assert content(database)["cases"] == []


def test_a_column_that_is_not_there_is_named_with_those_that_are(database: Engine, tmp_path: Path) -> None:
    for wrong in (LogColumns("kase", "time", "group"), LogColumns("case", "time", "group", activity="deed")):
        with pytest.raises(ImportRefused, match="name one of: case, time, group, region, act"):
            import_events(database, log(tmp_path), wrong)


@pytest.mark.parametrize("zone", ["Europe", "Mars/Base", "", "../etc/passwd"])
def test_an_unknown_time_zone_is_refused(database: Engine, tmp_path: Path, zone: str) -> None:
    with pytest.raises(ImportRefused, match="is not a time zone"):
        import_events(database, log(tmp_path), LogColumns("case", "time", "group", time_zone=zone))


def test_times_without_a_zone_are_local_where_one_is_given(database: Engine, tmp_path: Path) -> None:
    text = "case,time,group\nc1,2024-06-01 12:00:00,A\nc1,2024-06-01T12:00:00Z,B\nc1,2024-12-01 12:00,A\n"
    summary = import_events(database, log(tmp_path, text), HELSINKI)
    (case,) = content(database)["cases"]
    assert case["opened_at"] == datetime(2024, 6, 1, 9, tzinfo=UTC)
    assert case["closed_at"] == datetime(2024, 12, 1, 10, tzinfo=UTC)
    assert summary.notices == ()


def test_a_local_time_that_the_clocks_skip_is_refused(database: Engine, tmp_path: Path) -> None:
    text = "case,time,group\nc1,2024-03-31T02:59:59,A\nc1,2024-03-31T03:00:00,A\nc1,2024-03-31T04:00:00,A\n"
    with pytest.raises(ImportRefused) as refused:
        import_events(database, log(tmp_path, text), HELSINKI)
    (breach,) = refused.value.breaches
    assert breach.startswith("log.csv:3: time: the clocks of Europe/Helsinki skip 2024-03-31 03:00:00")


def test_a_local_time_that_the_clocks_show_twice_is_the_first_of_the_two(database: Engine, tmp_path: Path) -> None:
    text = "case,time,group\nc1,2024-10-27T03:30:00,A\nc1,2024-10-27T04:00:00,A\n"
    summary = import_events(database, log(tmp_path, text), HELSINKI)
    (case,) = content(database)["cases"]
    assert case["opened_at"] == datetime(2024, 10, 27, 0, 30, tzinfo=UTC)
    assert case["closed_at"] == datetime(2024, 10, 27, 2, tzinfo=UTC)
    assert summary.notices[0].startswith("1 times are shown twice by the clocks of Europe/Helsinki")


def test_gzip_and_parquet_say_what_csv_says(database: Engine, tmp_path: Path) -> None:
    import_events(database, log(tmp_path), COLUMNS)
    before = content(database)
    packed = tmp_path / "log.csv.gz"
    packed.write_bytes(gzip.compress(LOG.encode()))
    import_events(database, packed, COLUMNS)
    rows = [line.split(",")[:3] for line in LOG.splitlines()[1:]]
    moments = [datetime.fromisoformat(row[1]).astimezone(UTC) for row in rows]
    typed = {
        "case": [row[0] for row in rows],
        "time": pa.array(moments, pa.timestamp("ns", "Europe/Helsinki")),
        "group": pa.array([row[2] for row in rows]).dictionary_encode(),
    }
    pq.write_table(pa.table(typed), tmp_path / "log.parquet")
    import_events(database, tmp_path / "log.parquet", COLUMNS)
    assert content(database) == before


def test_naive_times_of_parquet_need_a_zone_and_numbers_are_no_times(database: Engine, tmp_path: Path) -> None:
    naive = {"case": 7, "time": datetime(2024, 6, 1, 12), "group": "A"}  # noqa: DTZ001
    file = write_parquet(tmp_path / "log.parquet", [naive])
    with pytest.raises(ImportRefused, match="faults: 1"):
        import_events(database, file, COLUMNS)
    import_events(database, file, HELSINKI)
    (case,) = content(database)["cases"]
    assert (case["case_id"], case["opened_at"]) == ("7", datetime(2024, 6, 1, 9, tzinfo=UTC))
    number = write_parquet(tmp_path / "number.parquet", [{"case": "c", "time": 1717232400, "group": "A"}])
    with pytest.raises(ImportRefused) as refused:
        import_events(database, number, HELSINKI)
    assert refused.value.breaches[0].startswith("number.parquet:1: time: '1717232400' is a int, no time")


def twin(events: list[tuple[str, int, str]]) -> dict[str, Any]:
    """Cases, involvements and handovers, found by going through all events for each case and group."""
    cases, involvements, handovers = {}, set(), []
    for case in {event[0] for event in events}:
        times = [minute for name, minute, _ in events if name == case]
        cases[case] = (min(times), max(times))
        numbered = [(minute, n, group) for n, (name, minute, group) in enumerate(events) if name == case and group]
        numbered.sort()
        for group in {group for *_, group in numbered}:
            involvements.add((case, group, min(minute for minute, _, other in numbered if other == group)))
        for i in range(1, len(numbered)):
            if numbered[i][2] != numbered[i - 1][2]:
                handovers.append((case, numbered[i - 1][2], numbered[i][2], numbered[i - 1][0], numbered[i][0]))
    return {"cases": cases, "involvements": involvements, "handovers": sorted(handovers)}


def imported(database: Engine) -> dict[str, Any]:
    """What the database holds, in the form of the twin."""

    def minute(moment: datetime) -> int:
        return (moment - at(1)) // timedelta(minutes=1)

    found = content(database)
    return {
        "cases": {c["case_id"]: (minute(c["opened_at"]), minute(c["closed_at"])) for c in found["cases"]},
        "involvements": {(i["case_id"], i["agency_code"], minute(i["started_at"])) for i in found["involvements"]},
        "handovers": sorted(
            (
                h["case_id"],
                h["from_agency"],
                h["to_agency"],
                minute(h["handed_over_at"]),
                minute(h["responded_at"]),
            )
            for h in found["handovers"]
        ),
    }


event_lists = st.lists(
    st.tuples(st.sampled_from(["a", "b", "NA", "a:1"]), st.integers(0, 6), st.sampled_from(["", "A", "B", "NA"])),
    max_size=14,
)


@settings(max_examples=60, deadline=None)
@given(first=event_lists, more=event_lists)
def test_a_log_and_its_growth_give_what_the_twin_gives(
    migrated_sqlite: Path, first: list[tuple[str, int, str]], more: list[tuple[str, int, str]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        copied = shutil.copy(migrated_sqlite, Path(folder) / "cases.sqlite")
        database = engine.__wrapped__(f"sqlite:///{copied}")
        for events in (first, first + more):
            rows = [
                {"case": case, "time": (at(1) + timedelta(minutes=minute)).isoformat(), "group": group}
                for case, minute, group in events
            ]
            file = Path(folder) / "log.csv"
            write_csv(file, rows) if rows else file.write_text("case,time,group\n")
            import_events(database, file, COLUMNS)
            assert imported(database) == twin(events)
        assert list(breaches(database)) == []
        database.dispose()
