"""What a session keeps: nothing that would keep the facts of an older version in memory."""

import asyncio
import ctypes
import gc
import weakref
from types import SimpleNamespace

import psutil  # type: ignore[import-untyped]
import pytest
from sqlalchemy import insert
from streamlit.runtime.memory_session_storage import MemorySessionStorage

import dashboard
from screen.frame import server, services
from screen.frame.visit import Place
from store.case import tables
from store.source import engine
from tests.rows import LONG_AGO, a_case, a_handover, an_agency
from tests.screen.visits import Installation, Visitor

EVERY = (*dashboard.places(), *dashboard.more())
PLACES = [place for place in EVERY if place.kept]


class Session:
    """What Streamlit keeps of a tab."""

    id = "closed"


def test_what_a_closed_tab_cost_is_given_back_though_nobody_comes_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    storage, session = MemorySessionStorage(ttl_seconds=0), Session()
    storage.save(SimpleNamespace(session=session))  # type: ignore[arg-type]
    left = weakref.ref(session)
    del session
    gc.collect()
    assert left()
    sessions = SimpleNamespace(_session_mgr=SimpleNamespace(_session_storage=storage))
    running = SimpleNamespace(exists=lambda: True, instance=lambda: sessions)
    monkeypatch.setattr(server, "Runtime", running)
    monkeypatch.setattr(server, "FORGET_SECONDS", 0.0)

    async def for_a_moment() -> None:
        task = asyncio.create_task(server.forget_closed_tabs())
        await asyncio.sleep(0.05)
        task.cancel()

    asyncio.run(for_a_moment())
    gc.collect()
    assert left() is None


def test_freed_memory_is_given_back_to_the_system_where_its_library_can() -> None:
    size, there = 2_000, psutil.Process().memory_info
    blocks = [bytearray(size) for _ in range(100_000)]
    still_used, most = blocks[::100], there().rss
    blocks.clear()
    given_back = most - there().rss
    services.give_back()
    can = hasattr(ctypes.CDLL(None), "malloc_trim")
    assert len(still_used) == 1_000
    assert most - there().rss - given_back > (100_000 * size / 2 if can else -1)


@pytest.mark.parametrize("place", PLACES, ids=[place.url_path for place in PLACES])
def test_an_open_page_does_not_keep_the_facts_of_an_older_version(
    installation: Installation, sqlite_url: str, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dashboard, "places", lambda: [place])  # the first place lives at /
    monkeypatch.setattr(dashboard, "more", lambda: [one for one in EVERY if one != place])
    with engine(sqlite_url).begin() as connection:
        connection.execute(insert(tables.agencies), [an_agency("A"), an_agency("B")])
        connection.execute(insert(tables.cases).values(a_case("K-1")))
        connection.execute(insert(tables.handovers).values(a_handover("K-1", LONG_AGO)))
    visitor = Visitor(period="all").sign_in("coordination")
    if "reason-show" in {button.key for button in visitor.app.button}:
        visitor.say_why()
    replica = services.replica()
    older = weakref.ref(replica.copy)
    with engine(sqlite_url).begin() as connection:
        connection.execute(insert(tables.cases).values(a_case("K-2")))
    while replica.copy is older():
        replica.refresh()
    gc.collect()
    assert older() is None
    assert installation
    assert "s-headline" in visitor.html
