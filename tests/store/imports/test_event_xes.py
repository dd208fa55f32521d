"""Event logs as XES: what is in them is read, and what is wrong is told with its place."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from manage import app
from store.errors import ImportRefused
from store.imports.event_log import import_events
from store.imports.event_xes import LogColumns
from store.source import engine
from tests.store.cast import content, write_csv

COLUMNS = LogColumns("concept:name", "time:timestamp", "org:group")
WITH_REGION = LogColumns("concept:name", "time:timestamp", "org:group", region="place", activity="deed")
HELSINKI = LogColumns("concept:name", "time:timestamp", "org:group", time_zone="Europe/Helsinki")


@pytest.fixture
def database(sqlite_url: str) -> Engine:
    return engine(sqlite_url)


def written(tmp_path: Path, body: str, root: str = "<log>") -> Path:
    file = tmp_path / "log.xes"
    file.write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n{root}\n{body}\n</log>\n', encoding="utf-8")
    return file


def trace(name: str, *events: str) -> str:
    return f'<trace>\n<string key="concept:name" value="{name}"/>\n' + "\n".join(events) + "\n</trace>"


def event(day: int, group: str = "", more: str = "") -> str:
    of_group = f'<string key="org:group" value="{group}"/>' if group else ""
    return f'<event>{of_group}{more}<date key="time:timestamp" value="2024-01-{day:02}T10:00:00Z"/></event>'


def refused(database: Engine, file: Path, columns: LogColumns = COLUMNS) -> list[str]:
    with pytest.raises(ImportRefused) as found:
        import_events(database, file, columns)
    assert content(database)["cases"] == []
    return list(found.value.breaches)


def handovers(database: Engine) -> list[tuple[str, str, str]]:
    return [(h["case_id"], h["from_agency"], h["to_agency"]) for h in content(database)["handovers"]]


def regions(database: Engine) -> dict[str, str]:
    return {case["case_id"]: case["region_code"] for case in content(database)["cases"]}


def test_traces_make_cases_and_neighbours_of_different_groups_handovers(database: Engine, tmp_path: Path) -> None:
    log = trace("c1", event(2, "B"), event(1, "A"), event(3)) + trace("c2", event(4, "A")) + trace("c1", event(5, "A"))
    import_events(database, written(tmp_path, log), COLUMNS)
    assert handovers(database) == [("c1", "A", "B"), ("c1", "B", "A")]
    spans = [(case["case_id"], case["opened_at"].day, case["closed_at"].day) for case in content(database)["cases"]]
    assert spans == [("c1", 1, 5), ("c2", 4, 4)]


@pytest.mark.parametrize(
    "root", ["<log>", '<log xes.version="2.0" xes.features="nested-attributes" xmlns="http://www.xes-standard.org/">']
)
def test_what_else_xes_may_hold_is_passed_over(database: Engine, tmp_path: Path, root: str) -> None:
    head = """<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
        <classifier name="Activity" keys="concept:name"/><string key="org:group" value="of the log"/>
        <!-- a comment --><list key="l"><values><string key="org:group" value="of a list"/></values></list>"""
    nested = """<string key="x" value="1"><string key="org:group" value="nested"/></string>
        <int key="n" value="1"/><float key="f" value="1.5"/><boolean key="b" value="true"/><id key="i" value="u"/>
        <container key="c"><string key="org:group" value="of a container"/></container>"""
    import_events(database, written(tmp_path, head + trace("c1", event(1, "A", nested), event(2, "B")), root), COLUMNS)
    assert handovers(database) == [("c1", "A", "B")]
    assert [case["case_id"] for case in content(database)["cases"]] == ["c1"]


def test_values_are_text_as_written_whatever_their_type(database: Engine, tmp_path: Path) -> None:
    typed = ('<int key="org:group" value="007"/>', '<boolean key="org:group" value="true"/>')
    import_events(database, written(tmp_path, trace("NA", *(event(n, "", t) for n, t in enumerate(typed, 1)))), COLUMNS)
    assert handovers(database) == [("NA", "007", "true")]


def test_group_and_region_are_the_events_then_the_traces_then_the_default(database: Engine, tmp_path: Path) -> None:
    place, deed = '<string key="place" value="{}"/>', '<string key="deed" value="x"/>'
    head = f'<global scope="trace">{place.format("Lahti")}<string key="org:group" value="C"/></global>' + (
        f'<global scope="event">{deed}</global><global>{place.format("nowhere")}</global>'
    )
    log = (
        trace("own", place.format("Oulu"), event(1, "A", place.format("Turku")), event(2, "B"))
        + trace("of trace", place.format("Oulu"), event(1))
        + trace("empty", place.format("Oulu"), event(1, "A", place.format("")))
        + trace("default", event(1, "A"), event(2))
    )
    import_events(database, written(tmp_path, head + log), WITH_REGION)
    assert regions(database) == {"own": "Turku", "of trace": "Oulu", "empty": "unknown", "default": "Lahti"}
    assert handovers(database) == [("default", "A", "C"), ("own", "A", "B")]


def test_an_attribute_after_the_events_of_its_trace_counts(database: Engine, tmp_path: Path) -> None:
    log = f'<trace>{event(1, "A")}<string key="concept:name" value="c1"/></trace>'
    import_events(database, written(tmp_path, log), COLUMNS)
    assert list(regions(database)) == ["c1"]


def test_no_default_stands_in_for_a_case_or_a_time(database: Engine, tmp_path: Path) -> None:
    head = """<global scope="trace"><string key="concept:name" value="UNKNOWN"/></global>
        <global scope="event"><date key="time:timestamp" value="1970-01-01T00:00:00Z"/></global>"""
    nameless = f"<trace>{event(1, 'A')}</trace>"
    timeless = trace("c2", "<event></event>")
    said = refused(database, written(tmp_path, head + nameless + timeless + trace("c3", event(1, "A"))))
    assert said == [
        "log.xes:4: trace 1, event 1: concept:name: has no value; name the case of the event",
        "log.xes:6: trace 2, event 1: time:timestamp: has no value; say when the event was",
    ]


def test_times_without_a_zone_are_refused_or_local_where_one_is_given(database: Engine, tmp_path: Path) -> None:
    file = written(tmp_path, trace("c1", '<event><date key="time:timestamp" value="2024-06-01T12:00:00"/></event>'))
    file.write_text(file.read_text().replace("<event>", '<event><string key="org:group" value="A"/>'))
    assert refused(database, file)[0].startswith(
        "log.xes:5: trace 1, event 1: time:timestamp: '2024-06-01T12:00:00' has"
    )
    import_events(database, file, HELSINKI)
    assert content(database)["cases"][0]["opened_at"] == datetime(2024, 6, 1, 9, tzinfo=UTC)


def test_an_empty_name_is_no_name(database: Engine, tmp_path: Path) -> None:
    (said,) = refused(database, written(tmp_path, trace("", event(1, "A"))))
    assert said.startswith("log.xes:5: trace 1, event 1: concept:name: has no value")


def test_a_trace_without_events_makes_no_case_and_a_notice(database: Engine, tmp_path: Path) -> None:
    summary = import_events(database, written(tmp_path, trace("c1", event(1, "A")) + trace("c2")), COLUMNS)
    assert list(regions(database)) == ["c1"]
    assert summary.notices == ("1 traces have no event, so they make no case.",)


GOOD = trace("c1", event(1, "A"))
LAUGHS = '<?xml version="1.0"?>\n<!DOCTYPE log [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>\n<log>&b;</log>'
BAD_FILES = [
    ("case,time,group\n", "log.xes:1: is no XML from here on"),
    ("", "log.xes:1: ends too soon"),
    (f"<log>\n{GOOD}\n<tra", "log.xes:6: ends too soon"),
    (f"<log>\n{GOOD}\n", "log.xes:6: ends too soon"),
    (f"<log>\n{GOOD}\n</trace>", "log.xes:6: is no XML from here on (mismatched tag"),
    ("<log>\n&b;</log>", "log.xes:2: is no XML from here on (undefined entity"),
    ("<x:log/>", "log.xes:1: is no XML from here on (unbound prefix"),
    ('<?xml version="1.0" encoding="klingon"?><log/>', "log.xes:1: the encoding 'klingon' is not read"),
    ("<html>\n</html>", "log.xes:1: the root is <html>, not <log>"),
    (LAUGHS, "log.xes:2: a document type declaration (DOCTYPE) may hold entities, so it is not read; take it out"),
    ("<log/>", "log.xes: holds no trace with an event"),
    ("<log><trace/></log>", "log.xes: holds no trace with an event"),
    pytest.param("<log>" + 200_000 * "<trace>", "log.xes:1: more than 100 elements stand in each other", id="nested"),
    pytest.param("<log>" + 99 * "<trace>" + 99 * "</trace>" + "</log>", "log.xes: holds no trace", id="deepest"),
    (f"<log>\n{event(1, 'A')}</log>", "log.xes:2: an event stands outside a trace"),
]


@pytest.mark.parametrize(("text", "breach"), BAD_FILES)
def test_a_file_that_is_no_whole_log_is_refused_in_words(
    database: Engine, tmp_path: Path, text: str, breach: str
) -> None:
    (tmp_path / "log.xes").write_text(text)
    (said,) = refused(database, tmp_path / "log.xes")
    assert said.startswith(breach)


def test_nothing_outside_the_file_is_read(database: Engine, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    outside = f'<!DOCTYPE log [<!ENTITY s SYSTEM "file://{tmp_path}/secret">]><log>&s;</log>'
    (tmp_path / "log.xes").write_text(outside)
    assert "DOCTYPE" in refused(database, tmp_path / "log.xes")[0]


@pytest.mark.parametrize(
    ("attribute", "breach"),
    [
        ('<string key="org:group" value="A"/><string key="org:group" value="B"/>', "org:group: is there twice"),
        ('<list key="org:group"><values/></list>', "org:group: is a list or has no value"),
        ('<string key="org:group"/>', "org:group: is a list or has no value"),
    ],
)
def test_a_value_that_cannot_be_told_is_a_fault_of_its_event(
    database: Engine, tmp_path: Path, attribute: str, breach: str
) -> None:
    (said,) = refused(database, written(tmp_path, GOOD + trace("c2", event(1, "A"), event(2, "", attribute))))
    assert said.startswith(f"log.xes:9: trace 2, event 2: {breach}; ")


@pytest.mark.parametrize(
    ("columns", "breach"),
    [
        (
            LogColumns("name", "time:timestamp", "org:group"),
            "no trace has an attribute 'name'; name one of: concept:name",
        ),
        (LogColumns("concept:name", "t", "org:group"), "no event has an attribute 't'; name one of: org:group, time:"),
        (
            LogColumns("concept:name", "time:timestamp", "g"),
            "no event has an attribute 'g'; name one of: concept:name, ",
        ),
        (WITH_REGION, "no event has an attribute 'place'"),
    ],
)
def test_an_attribute_that_stands_nowhere_is_named_with_those_that_do(
    database: Engine, tmp_path: Path, columns: LogColumns, breach: str
) -> None:
    (said,) = refused(database, written(tmp_path, GOOD), columns)
    assert said.startswith(f"log.xes: {breach}")


def test_gzip_says_what_the_plain_file_says_and_damage_is_told(database: Engine, tmp_path: Path) -> None:
    plain = written(tmp_path, trace("c1", event(1, "A"), event(2, "B"))).read_bytes()
    packed = tmp_path / "log.xes.gz"
    for broken in (plain, gzip.compress(plain)[:-9]):
        packed.write_bytes(broken)
        assert refused(database, packed)[0].startswith("log.xes.gz: is cut short or damaged")
    packed.write_bytes(gzip.compress(plain))
    import_events(database, packed, COLUMNS)
    assert handovers(database) == [("c1", "A", "B")]


def test_other_encodings_that_xml_knows_are_read(database: Engine, tmp_path: Path) -> None:
    text = written(tmp_path, trace("Ä", event(1, "Ö"))).read_text(encoding="utf-8").replace("UTF-8", "ISO-8859-1")
    (tmp_path / "log.xes").write_text(text, encoding="latin-1")
    import_events(database, tmp_path / "log.xes", COLUMNS)
    assert list(regions(database)) == ["Ä"]


def test_the_command_needs_no_names_for_xes_and_all_three_for_csv(sqlite_url: str, tmp_path: Path) -> None:
    csv = write_csv(tmp_path / "log.csv", [{"case": "c", "time": "2024-01-01T10:00:00Z", "group": "A"}])
    missing = CliRunner().invoke(app, ["import-events", str(csv), "--time", "time", "--database", sqlite_url])
    assert (missing.exit_code, missing.stdout) == (2, "")
    assert missing.stderr == "--case, --group: missing; name the columns of log.csv\n"
    done = CliRunner().invoke(app, ["import-events", str(written(tmp_path, GOOD)), "--database", sqlite_url])
    assert (done.exit_code, "cases: 1 inserted" in done.stdout) == (0, True)
