"""A server whose case database tells its changes, and a replica that follows them."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from store.facts.replica import Replica
from store.schema import migrate
from store.source import database_url, engine
from tests.made_cases import fill, settings_for
from tests.store.facts.stream.published import PUBLISHED, SLOTS, execute, url_of
from tests.store.facts.test_wholeness import ROWS
from tests.store.facts.watched import until
from tests.store.servers import BIN, server_of


@pytest.fixture(scope="module")
def server(postgres: Engine) -> Iterator[str]:
    """The URL of a migrated case database with some cases."""
    assert postgres  # which makes the user that servers run as
    with server_of(BIN) as url:
        made = engine(url)
        migrate(made)
        fill(url, ROWS)
        made.dispose()
        yield url


@pytest.fixture
def empty_handed(server: str) -> Iterator[str]:
    """The URL of a copy of it, of which nothing is published."""
    at_once = create_engine(database_url(server.replace("/postgres?", "/template1?")), isolation_level="AUTOCOMMIT")
    with at_once.connect() as connection:
        connection.execute(text("CREATE DATABASE one TEMPLATE postgres STRATEGY file_copy"))
    url = make_url(server).set(database="one").render_as_string(hide_password=False)
    yield url
    engine(url).dispose()
    with at_once.connect() as connection:
        until(lambda: connection.execute(SLOTS).scalar_one() == 0)  # nothing is left behind
        connection.execute(text("DROP DATABASE one WITH (FORCE)"))
    at_once.dispose()


@pytest.fixture
def source(empty_handed: str) -> Engine:
    """A case database that tells its changes."""
    execute(empty_handed, PUBLISHED)
    return engine(empty_handed)


@pytest.fixture
def replica(source: Engine) -> Iterator[Replica]:
    made = Replica(settings_for(url_of(source)))
    assert made.way == "stream"
    yield made
    made.stop_watching()
