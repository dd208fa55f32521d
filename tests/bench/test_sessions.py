"""People without browsers, before a real server."""

import asyncio
from collections.abc import Iterator

import pytest

from bench import sessions
from bench.servers import Servers, Setting, running
from bench.sessions import Load, measure

pytestmark = pytest.mark.deep


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    with running(Setting(people=2, size="SMALL", sqlite=True)) as found:
        yield found


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "EVERY", 2.0)
    monkeypatch.setattr(sessions, "REST", 0.5)


def test_two_people_click_once(servers: Servers) -> None:
    found = asyncio.run(measure(servers, Load("click", seconds=2, after=0)))
    assert found["failures"] == {}
    assert found["answers"]["seconds"]["n"] == 2


def test_each_commit_comes_on_every_screen(servers: Servers) -> None:
    found = asyncio.run(measure(servers, Load("look", seconds=2, commits=2, after=0)))
    assert found["failures"] == {}
    assert found["commit_to_screen_seconds"]["n"] == 2 * found["commits_made"] > 0
