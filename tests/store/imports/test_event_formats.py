"""XES says what CSV says: one log in both gives the same rows."""

import shutil
import tempfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from hypothesis import given, settings
from hypothesis import strategies as st

from store.imports.event_log import import_events
from store.imports.event_xes import LogColumns
from store.source import engine
from tests.store.cast import content, write_csv

OF_CSV = LogColumns("case", "time", "group", region="region", activity="act")
OF_XES = LogColumns("concept:name", "time:timestamp", "org:group", region="place", activity="deed")
TIMES = [f"2024-01-0{day}T10:00:00{zone}" for day in (1, 2) for zone in ("Z", "+02:00", ".000001+00:00")]

values = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n", exclude_characters="￾￿"))
names = st.one_of(st.sampled_from(["NA", "null", "a", '"', "'", "<&>", " a ", "a,b", "\n", "&amp;", "a:1"]), values)
logs = st.lists(
    st.tuples(
        names.filter(bool),
        st.lists(st.tuples(st.sampled_from(TIMES), names, st.sampled_from(["", "Å", "B"])), max_size=5),
    ),
    max_size=5,
)
Log = list[tuple[str, list[tuple[str, str, str]]]]


def as_xes(log: Log, *, leave_out_empty: bool) -> str:
    """The log with namespaces, or without and with empty attributes left out (a `global` of none declares them)."""

    def attribute(kind: str, key: str, value: str) -> str:
        return "" if leave_out_empty and not value else f"<{kind} key={quoteattr(key)} value={quoteattr(value)}/>"

    root = "<log>" if leave_out_empty else '<log xmlns="http://www.xes-standard.org/">'
    declared = "".join(f'<string key="{key}" value=""/>' for key in ("org:group", "place", "deed"))
    made = [root, f'<global scope="event">{declared}</global>']
    for case, events in log:
        made.append(f"<trace>{attribute('string', 'concept:name', case)}")
        for time, group, region in events:
            made.append(f"<event>{attribute('date', 'time:timestamp', time)}{attribute('string', 'org:group', group)}")
            made.append(f"{attribute('string', 'place', region)}</event>")
        made.append("</trace>")
    return "\n".join([*made, "</log>"])


@settings(max_examples=60)
@given(log=logs.filter(lambda log: any(events for _, events in log)), leave_out_empty=st.booleans())
def test_one_log_as_csv_and_as_xes_gives_the_same_rows(migrated_sqlite: Path, log: Log, leave_out_empty: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows = [
            {"case": case, "time": time, "group": group, "region": region, "act": ""}
            for case, events in log
            for time, group, region in events
        ]
        write_csv(Path(folder) / "log.csv", rows)
        (Path(folder) / "log.xes").write_text(as_xes(log, leave_out_empty=leave_out_empty), encoding="utf-8")
        found = [
            rows_after(migrated_sqlite, Path(folder), file, columns)
            for file, columns in (("log.csv", OF_CSV), ("log.xes", OF_XES))
        ]
        assert found[0] == found[1]


def rows_after(migrated: Path, folder: Path, file: str, columns: LogColumns) -> dict[str, Any]:
    """All rows of a fresh database once the file is in."""
    copied = shutil.copy(migrated, folder / f"{file}.sqlite")
    database = engine.__wrapped__(f"sqlite:///{copied}")
    import_events(database, folder / file, columns)
    found = content(database)
    database.dispose()
    return found
