"""What a case database has to publish so that logical decoding is used; else row versions are compared."""

import pytest
from sqlalchemy import Engine

from store.case.publication import PUBLICATION
from store.facts import watch
from store.facts.copy import read_copy
from store.facts.replica import Replica
from store.source import engine
from tests.made_cases import settings_for
from tests.store.facts.stream.published import CLOSED, PUBLISHED, TABLES, execute, is_whole_after, looked, url_of
from tests.store.facts.test_changing import contents
from tests.store.facts.test_wholeness import ONE
from tests.store.facts.watched import until


@pytest.mark.parametrize(
    ("statement", "missing"),
    [
        ("ALTER TABLE cases ALTER COLUMN case_id TYPE varchar(20)", ""),
        ("ALTER TABLE pauses ALTER COLUMN case_id TYPE char(20)", "pauses"),
        ("ALTER TABLE handovers DROP CONSTRAINT pk_handovers", "handovers"),
        ("ALTER TABLE handovers REPLICA IDENTITY FULL", ""),
        ("ALTER TABLE deadlines SET UNLOGGED", "deadlines"),
        (f"ALTER PUBLICATION {PUBLICATION} SET (publish = 'insert, update, delete')", TABLES),
        (f"ALTER PUBLICATION {PUBLICATION} SET TABLE {TABLES.replace('pauses', 'pauses WHERE (true)')}",
         "pauses"),
    ],
)  # fmt: skip
def test_what_has_to_be_published(
    empty_handed: str, statement: str, missing: str, caplog: pytest.LogCaptureFixture
) -> None:
    before = [] if "SET UNLOGGED" in statement else [PUBLISHED]
    execute(empty_handed, *before, "ALTER TABLE handovers ALTER COLUMN case_id TYPE varchar(20)")
    execute(empty_handed, statement)
    if not before:
        others = TABLES.replace(", deadlines", "")
        execute(empty_handed, PUBLISHED.replace(TABLES, others))
    replica = Replica(settings_for(empty_handed))
    assert replica.way == ("endings" if missing else "stream")
    said = ", ".join(sorted(missing.split(", ")))
    assert (f"does not tell the case of each change of {said};" in caplog.text) == bool(missing)
    assert not is_whole_after(replica, CLOSED)
    replica.stop_watching()


def test_a_database_of_which_nothing_is_published_is_followed_without_a_word(
    empty_handed: str, caplog: pytest.LogCaptureFixture
) -> None:
    replica = Replica(settings_for(empty_handed))
    assert replica.way == "endings"
    assert "logical decoding" not in caplog.text
    replica.stop_watching()


def test_who_no_longer_publishes_is_followed_in_another_way(
    replica: Replica, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "STREAM_AGAIN_SECONDS", 0.0)
    execute(replica.settings.database_url, f"ALTER PUBLICATION {PUBLICATION} DROP TABLE handovers, pauses")
    assert not is_whole_after(replica, CLOSED)
    assert replica.way == "endings"
    assert "publication saumaton does not tell the case of each change of handovers, pauses" in caplog.text
    execute(replica.settings.database_url, f"ALTER PUBLICATION {PUBLICATION} ADD TABLE handovers, pauses")
    until(lambda: looked(replica) and replica.way == "stream")


def test_rows_that_are_hidden_from_the_reader_are_not_followed_by_the_stream(
    source: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    execute(
        url_of(source),
        "CREATE ROLE follower LOGIN REPLICATION",
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO follower",
    )
    reader = source.url.set(drivername="postgresql", username="follower").render_as_string()
    replica = Replica(settings_for(reader))
    assert replica.way == "stream"
    execute(
        url_of(source),
        "ALTER TABLE cases ENABLE ROW LEVEL SECURITY",
        f"CREATE POLICY seen ON cases FOR SELECT TO follower USING (NOT {ONE})",
    )
    until(lambda: looked(replica) and replica.way == "endings")
    assert contents(replica.copy_here) == contents(read_copy(settings_for(reader)))
    assert "does not tell the case of each change of cases;" in caplog.text
    execute(url_of(source), "REVOKE SELECT ON pauses FROM follower")
    until(lambda: looked(replica) and replica.stale_since)
    replica.stop_watching()
    engine(reader).dispose()
    execute(url_of(source), "DROP OWNED BY follower", "DROP ROLE follower")


def test_without_the_right_to_it_the_log_says_so(source: Engine, caplog: pytest.LogCaptureFixture) -> None:
    execute(
        url_of(source),
        "CREATE ROLE reader LOGIN",
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader",
    )
    replica = Replica(settings_for(source.url.set(drivername="postgresql", username="reader").render_as_string()))
    assert replica.way == "endings"
    assert "logical decoding cannot be used" in caplog.text
    assert "permission denied" in caplog.text
    replica.stop_watching()
    execute(url_of(source), "DROP OWNED BY reader", "DROP ROLE reader")
