"""The process that keeps the facts for all screens of a machine: python -m commands.facts SOCKET."""

import asyncio
import logging
import os
import signal
import sys
from pathlib import Path

from screen.frame import log, services
from screen.view.making import make_ahead
from screen.view.recipes import made_for_screens
from store.facts.keeping import Keeper
from store.facts.line import answer, line_key
from store.facts.replica import Replica


def main(socket: Path) -> None:
    """Load the facts, follow the case database and the settings, and answer screens, until SIGTERM."""
    log.begin()
    services.load()
    keeper = Keeper(_replica, services.progress)
    answer(
        socket,
        line_key(services.key()),
        {**keeper.answers, "made": lambda *wish: made_for_screens(services.replica, *wish)},
    )
    asyncio.run(_until_the_end())
    socket.unlink(missing_ok=True)
    logging.shutdown()
    os._exit(0)  # nothing is left to write, and threads that still answer would only be in the way of a tidy end


def _replica() -> Replica | None:
    return services.replica() if services.is_ready() else None


async def _until_the_end() -> None:
    ends = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ends.set)
    following = [asyncio.create_task(one) for one in (services.follow_settings(), make_ahead(services.version))]
    await ends.wait()
    for task in following:
        task.cancel()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
