"""Whoever sends too much, or holds many lines, keeps nobody from their figures."""

import asyncio
import ssl
from contextlib import suppress

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

from screen.frame.strangers import LONGEST_ADDRESS
from tests.attacks.conftest import Attacked
from tests.attacks.line import ANY_CERTIFICATE, LOOP, fetched, opened, text

IDLE = 500
MOST_OF_A_MESSAGE = 1_000_000
MOST_OF_A_FRAME = 5_000_000
UPLOADS = ("/_stcore/upload_file/a/b", "/_stcore/upload_file", "/component/a", "/media/a", "/", "/news")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", UPLOADS)
def test_nothing_is_uploaded(attacked: Attacked, path: str, method: str) -> None:
    assert fetched(attacked.url + path, attacked.cookie("coordination"), method)[0] in (404, 405)


@pytest.mark.parametrize("user", ["", "coordination"])
@pytest.mark.parametrize("size", [MOST_OF_A_MESSAGE, MOST_OF_A_FRAME])
def test_what_is_too_long_ends_its_own_line_alone(attacked: Attacked, size: int, user: str) -> None:
    with attacked.tab("ministry") as other, attacked.tab(user) as tab:
        tab.ask()
        with pytest.raises(ConnectionClosed):
            tab.ask("", "", text("$$ID-a", value="x" * size))
        assert other.ask().shows_figures


def test_an_address_has_a_length(attacked: Attacked) -> None:
    for path in ("/", "/_stcore/health", "/media/a"):
        assert fetched(f"{attacked.url}{path}?{'a' * LONGEST_ADDRESS}")[0] == 414


def test_the_news_take_no_nonsense(attacked: Attacked) -> None:
    with attacked.log() as lines, attacked.tab("ministry") as tab:
        assert tab.ask().shows_figures
        cookie = attacked.cookie("ministry")
        for said in ("", "a.b.c", "x" * 500_000, b"\xff", "\0"):
            with opened(attacked.url, cookie, path="/news") as news, suppress(ConnectionClosed, TimeoutError):
                news.send(said)
                news.recv(0.3)
        assert not [line for line in lines() if "Traceback" in line]


async def idle(url: str, context: ssl.SSLContext | None) -> list[ClientConnection]:
    """Many lines of strangers who say nothing."""
    few = asyncio.Semaphore(50)

    async def one() -> ClientConnection:
        async with few:
            return await connect(
                url.replace("http", "ws", 1) + "/_stcore/stream",
                origin=Origin(url),
                subprotocols=[Subprotocol("streamlit")],
                ssl=context,
                ping_interval=None,
                proxy=None,
            )

    return await asyncio.gather(*(one() for _ in range(IDLE)))


async def leave(sockets: list[ClientConnection]) -> None:
    await asyncio.gather(*(socket.close() for socket in sockets))


def test_five_hundred_idle_lines_keep_nobody_out(attacked: Attacked) -> None:
    context = ANY_CERTIFICATE if attacked.url.startswith("https") else None
    sockets = LOOP.run_until_complete(idle(attacked.url, context))
    try:
        assert len(sockets) == IDLE
        with attacked.tab("coordination") as tab:
            for page in ("", "open_cases", "handovers"):
                assert tab.ask(page).shows_figures
        with attacked.tab() as stranger:
            assert stranger.ask().asks_to_sign_in
    finally:
        LOOP.run_until_complete(leave(sockets))
