"""A replica that follows a database, the direct way to that database, and a line to it that can be held."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from sqlalchemy import Engine, create_engine

from store import source
from store.facts import following, watch
from store.facts.replica import Replica
from tests.made_cases import fill, settings_for
from tests.rows import a_case, an_agency
from tests.store.facts.line import Line, line_to
from tests.store.facts.watched import Watched


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits of about a second, so that nobody waits for them."""
    monkeypatch.setattr(following, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(following, "AWAKE_SECONDS", 0.02)
    monkeypatch.setattr(following, "STALE_SECONDS", 1.0)
    monkeypatch.setattr(watch, "ANSWER_SECONDS", 1.5)
    monkeypatch.setattr(watch, "CONNECT_SECONDS", 4.0)
    monkeypatch.setattr(source, "READING_LOCK_SECONDS", 0.3)
    monkeypatch.setitem(source.CONNECTION_LIMITS, "connect_timeout", "2")


@pytest.fixture
def beside(postgres_url: str) -> Iterator[Engine]:
    """The case database over the direct way, with rows in it."""
    fill(postgres_url, {"agencies": [an_agency("A"), an_agency("B")], "cases": [a_case("C")]})
    made = create_engine(source.database_url(postgres_url))
    yield made
    made.dispose()


@pytest.fixture
def line(postgres_url: str) -> Iterator[tuple[Line, str]]:
    with line_to(postgres_url) as made:
        yield made


@pytest.fixture
def watched() -> Iterator[Watched]:
    """What makes a replica that follows a database until the test ends."""
    with ExitStack() as stack:

        def begin(url: str) -> Replica:
            made = Replica(settings_for(url))
            made.start_watching()
            stack.callback(made.stop_watching)
            return made

        yield begin
