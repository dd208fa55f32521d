"""People without browsers, before a real server."""

import asyncio

import pytest

from bench.servers import Setting, running
from bench.sessions import EVERY, Load, measure


@pytest.mark.deep
def test_two_people_click_once() -> None:
    with running(Setting(people=2, size="SMALL", sqlite=True)) as servers:
        found = asyncio.run(measure(servers, Load("click", seconds=EVERY, after=0)))
    assert found["failures"] == {}
    assert found["answers"]["seconds"]["n"] == 2


@pytest.mark.deep
def test_each_commit_comes_on_every_screen() -> None:
    with running(Setting(people=2, size="SMALL", sqlite=True)) as servers:
        found = asyncio.run(measure(servers, Load("look", seconds=4, commits=1, after=0)))
    assert found["failures"] == {}
    assert found["commit_to_screen_seconds"]["n"] == 2 * found["commits_made"] > 0
