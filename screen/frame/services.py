"""What all sessions share: the settings, the columnar copy, the own database, the cookie key; and a tidy memory."""

import asyncio
import atexit
import ctypes
import gc
import logging
import threading
import time
from functools import cache

import streamlit as st
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from config.settings import Settings, read_settings
from config.toml_file import SettingRefused
from screen.frame.metrics import LOAD_SECONDS
from screen.sign_in.session import cookie_key
from screen.view import compute
from store.errors import OwnDatabaseUnusable, StoreError
from store.facts.line import Line, line_key
from store.facts.mirror import Mirror
from store.facts.postgresql.subscriber import Subscriber
from store.facts.replica import Replica
from store.own import access_log, setting_changes

TIDY_SECONDS = 30
# New garbage is looked for after so many objects, and all of it on a timer alone: that takes a quarter of a second.
TIDY_AFTER = 5_000, 20, 1_000_000
SETTINGS_SECONDS = 1.0
RETRY_SECONDS = 5.0

_loading, _loaded = threading.Event(), threading.Event()
_tables = (0, 0)  # read so far, and all
_refused = ""  # what was said last of edited settings that make no sense


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    """The settings of the environment and the files. Raises SettingRefused for one that makes no sense."""
    return read_settings()


def settings_in_force() -> Settings:
    """The settings with what was edited, as they are now. Raises OwnDatabaseUnusable and SettingRefused."""
    return setting_changes.in_force(own(), settings())


@st.cache_resource(show_spinner=False)
def key() -> str:
    return cookie_key(settings())


@st.cache_resource(show_spinner=False)
def own() -> Engine:
    """The dashboard's own database. Raises OwnDatabaseUnusable."""
    return access_log.log_of(settings())


@st.cache_resource(show_spinner=False, on_release=Replica.stop_watching)
def replica() -> Replica:
    """The columnar copy of the case database, read once and kept fresh in the background, so that no screen ever waits
    for the case database. Raises StoreError while there is nothing to read.
    """
    given = settings_in_force()
    made = Replica(given, _note, _following(given))
    made.start_watching()
    atexit.register(made.stop_watching)
    _keep_tidy()
    return made


def _following(given: Settings) -> Mirror | Subscriber | None:
    """What follows the facts where another process keeps them."""
    if given.facts_socket:
        return Mirror(Line(given.facts_socket, line_key(key())), _note)
    return Subscriber(given.facts_database, given) if given.facts_database else None


def renew_settings() -> None:
    """Have figures follow what was edited; while that cannot be read, they stay as they are."""
    global _refused  # noqa: PLW0603
    try:
        replica().renew(settings_in_force())
        _refused = ""
    except OwnDatabaseUnusable:
        return
    except SettingRefused as refused:
        if str(refused) != _refused:
            _refused = str(refused)
            logging.getLogger(__name__).error(
                "an edited setting makes no sense, those before it still hold: %s", refused
            )


async def follow_settings() -> None:
    """Have figures follow what is edited, in whatever process, for as long as the server runs."""
    while True:
        if is_ready():
            try:
                await run_in_threadpool(renew_settings)
            except Exception:  # whatever it is, the next edit is followed again
                logging.getLogger(__name__).exception("edits of settings cannot be followed")
        await asyncio.sleep(SETTINGS_SECONDS)


def load() -> None:
    """Load the facts in the background, and try again for as long as that fails."""
    threading.Thread(target=_load_until_there, name="load", daemon=True).start()


def is_loading() -> bool:
    """Whether the facts are being loaded for the first time, so that `replica` would have to be waited for."""
    return _loading.is_set()


def is_ready() -> bool:
    """Whether `load` has loaded the facts."""
    return _loaded.is_set()


def version() -> str:
    """The version of the facts; empty until they are loaded."""
    return replica().version if is_ready() else ""


def progress() -> tuple[int, int]:
    """How many tables were read so far, and how many there are; (0, 0) before it begins."""
    return _tables


def _load_until_there() -> None:
    ends = threading.Event()
    atexit.register(ends.set)
    while not _loaded.is_set():
        _loading.set()
        begun = time.monotonic()
        try:
            replica()
            LOAD_SECONDS.set(time.monotonic() - begun)
            _loaded.set()
        except (SettingRefused, StoreError):
            logging.getLogger(__name__).exception("the facts cannot be loaded")
        finally:
            _loading.clear()
        if not _loaded.is_set() and ends.wait(RETRY_SECONDS):
            return


def _note(read: int, tables: int) -> None:
    global _tables  # noqa: PLW0603
    _tables = (read, tables)


@cache
def _keep_tidy() -> None:
    """Collect garbage on a timer, and never again what stands after the start.

    Streamlit's own full collection after every run is switched off in the configuration: it is most of a rerun's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*TIDY_AFTER)
    ends = threading.Event()
    collector = threading.Thread(target=_collect_until, args=(ends,), name="tidy", daemon=True)
    collector.start()
    atexit.register(collector.join)
    atexit.register(ends.set)  # the last registered is called first
    atexit.register(gc.unfreeze)


def _collect_until(ends: threading.Event) -> None:
    while not ends.wait(TIDY_SECONDS):
        compute.forget_old_answers()
        gc.collect()
        give_back()


def give_back() -> None:
    """Give freed memory back to the system, where the C library can: glibc keeps what lies between what is still used,
    a fifth of what a hundred people cost. It takes a few milliseconds.
    """
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)
