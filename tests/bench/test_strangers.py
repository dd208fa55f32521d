"""Strangers beside people who are signed in, before a real server."""

import asyncio
from collections import Counter
from math import isfinite

import pytest

from bench import sessions
from bench.servers import Setting, running
from bench.strangers import Strangers, measure

pytestmark = pytest.mark.deep


def test_strangers_come_evenly_and_each_sees_the_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "EVERY", 2.0)
    with running(Setting(people=2, size="SMALL", sqlite=True)) as servers:
        found = asyncio.run(measure(servers, per_minute=60, seconds=2, rounds=1))
        assert found["failures"] == {}
        assert found["visits"] == 2
        assert found["without_strangers_seconds"]["n"] == found["with_strangers_seconds"]["n"] == 4
        assert found["ratio_of_p95"] > 0
        assert isfinite(found["cpu_per_visit"])  # two visits are too few to tell their cost from the rest
        nobody = Strangers("http://127.0.0.1:1", Counter())
        asyncio.run(nobody.come(60, 1))
        assert (sum(nobody.failures.values()), nobody.took) == (1, [])
