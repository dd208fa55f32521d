"""People without browsers, before a real server."""

import asyncio

import pytest

from bench.servers import Setting, running
from bench.sessions import EVERY, Load, measure


@pytest.mark.deep
def test_two_people_click_once_and_see_commits() -> None:
    with running(Setting(people=2, size="SMALL", sqlite=True)) as servers:
        found = asyncio.run(measure(servers, Load("click", seconds=EVERY, commits=1, after=0)))
    assert found["failures"] == {}
    assert found["answers"]["seconds"]["n"] == 2
    assert found["commits_made"] > 0
