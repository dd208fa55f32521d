"""A case database that tells its changes, and what is asked of who follows it."""

from sqlalchemy import Engine, text

from store.case.publication import PUBLICATION
from store.case.tables import BY_NAME
from store.facts.copy import read_copy
from store.facts.replica import Replica
from store.source import engine
from tests.made_cases import settings_for
from tests.store.facts.test_changing import contents
from tests.store.facts.test_wholeness import LATER, ONE
from tests.store.facts.watched import until

TABLES = ", ".join(BY_NAME)
PUBLISHED = f"CREATE PUBLICATION {PUBLICATION} FOR TABLE {TABLES}"
SLOTS = text("SELECT count(*) FROM pg_replication_slots")
CLOSED = f"UPDATE cases SET closed_at = {LATER}, closed_reason = 'unknown' WHERE {ONE}"


def url_of(source: Engine) -> str:
    return source.url.set(drivername="postgresql").render_as_string(hide_password=False)


def execute(url: str, *statements: str) -> None:
    with engine(url).begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def looked(replica: Replica) -> bool:
    replica.refresh()
    return True


def is_whole_after(replica: Replica, *statements: str) -> bool:
    """Whether all facts are made anew after a change, which is followed in either way."""
    url, before = replica.settings.database_url, replica.copy_here
    execute(url, *statements)
    until(lambda: looked(replica) and replica.version != before.version)
    assert replica.stale_since is None
    assert contents(replica.copy_here) == contents(read_copy(settings_for(url)))
    return replica.copy_here.whole_at != before.whole_at
