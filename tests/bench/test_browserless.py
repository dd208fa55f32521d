"""A browser without a picture keeps, forgets and tells what a real one does."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from bench.browserless import Messages, Missing, Run, Tab
from tests.browser.conftest import free_port, wait_for


def large(name: str, fragment: str = "") -> ForwardMsg:
    message = ForwardMsg(hash=name)
    message.metadata.cacheable = True
    message.delta.new_element.html.body = name
    message.delta.fragment_id = fragment
    return message


def test_a_message_is_kept_while_it_is_named() -> None:
    messages = Messages()
    messages.whole(large("one"))
    messages.run_ended(2, ())
    messages.run_ended(2, ())
    assert messages.whole(ForwardMsg(ref_hash="one")).delta.new_element.html.body == "one"
    messages.run_ended(2, ())
    messages.run_ended(2, ())
    assert messages.hashes == ["one"]
    messages.run_ended(2, ())
    assert messages.hashes == []
    with pytest.raises(Missing):
        messages.whole(ForwardMsg(ref_hash="one"))


def test_the_run_of_a_fragment_forgets_only_what_is_its_own() -> None:
    messages = Messages()
    messages.whole(large("of the page"))
    messages.whole(large("of the fragment", "f"))
    messages.run_ended(0, ("f",))
    assert messages.hashes == ["of the page"]


@pytest.fixture
def news_site() -> Iterator[str]:
    port = free_port()
    app, options = Path(__file__).with_name("news_app.py"), ("--server.headless=true", "--server.fileWatcherType=none")
    server = subprocess.Popen([sys.executable, "-m", "streamlit", "run", str(app), f"--server.port={port}", *options])
    try:
        wait_for(f"http://localhost:{port}/_stcore/health")
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(20)


@pytest.mark.deep
@pytest.mark.parametrize(
    ("query", "path", "said"),
    [("", "/news", "version v2, told None"), ("socket=1", "/socket", 'version None, told {"figures": "v2"')],
    ids=["events", "socket"],
)
def test_news_are_told_but_for_what_the_page_was_drawn_from(news_site: str, query: str, path: str, said: str) -> None:
    runs: list[Run] = []
    failures: list[str] = []

    async def visit() -> None:
        tab = Tab(news_site, "/", "", runs.append, failures.append, path)
        tab.query = query
        await tab.open()
        async with asyncio.timeout(30):
            while len(runs) < 2:
                await asyncio.sleep(0.05)
        await tab.close()

    asyncio.run(visit())
    assert failures == []
    first, second = (
        element.html.body for run in runs for element in run.elements if element.WhichOneof("type") == "html"
    )
    assert first == "<p>version None, told None</p>"
    assert said in second
