"""The process that keeps the facts in a PostgreSQL database, for screens of any machine."""

import logging
import os
import signal
import threading
import time
from functools import lru_cache, partial

from sqlalchemy import Engine

from config.settings import Settings, read_settings
from config.toml_file import SettingRefused
from screen.frame import log
from store.errors import OwnDatabaseUnusable, StoreError
from store.facts.postgresql.publisher import keep
from store.facts.replica import Replica
from store.own import access_log, setting_changes

RETRY_SECONDS = 5.0
END_SECONDS = 3.0
_log = logging.getLogger(__name__)


def main(settings: Settings) -> None:
    """Load the facts, follow the case database and the settings, and keep the facts where these say, until SIGTERM."""
    log.begin()
    own, ends = access_log.log_of(settings), threading.Event()
    replica = _loaded(own, settings)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ends.set())
    replica.start_watching()
    given = (replica, str(settings.facts_database), partial(_renew, replica, own, settings), ends)
    keeping = threading.Thread(target=keep, args=given, daemon=True)  # which may wait for an answer for ever
    keeping.start()
    ends.wait()
    keeping.join(END_SECONDS)
    logging.shutdown()
    os._exit(0)  # threads that wait for a database would only be in the way of a tidy end


def _loaded(own: Engine, settings: Settings) -> Replica:
    """The facts, once they can be loaded."""
    while True:
        try:
            return Replica(setting_changes.in_force(own, settings))
        except (SettingRefused, StoreError):
            _log.exception("the facts cannot be loaded")
            time.sleep(RETRY_SECONDS)


def _renew(replica: Replica, own: Engine, settings: Settings) -> None:
    """Have the facts follow what was edited; while that cannot be read or makes no sense, they stay as they are."""
    try:
        replica.renew(setting_changes.in_force(own, settings))
    except (OwnDatabaseUnusable, SettingRefused) as error:
        _say_once(f"edits of settings cannot be followed: {error}")


@lru_cache(maxsize=1)
def _say_once(words: str) -> None:
    _log.error("%s", words)


if __name__ == "__main__":
    main(read_settings())
