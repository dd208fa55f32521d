"""Checking what was uploaded, which changes nothing, and writing it, which is kept with its entry in the access log, or
not at all. Who asks is asked for anew each time.
"""

import shutil
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

import streamlit as st
from sqlalchemy import Engine

from screen.frame import origin, services
from screen.frame.unbroken import Done
from screen.frame.uploads import Place, Uploaded
from screen.language.formats import count
from screen.language.words import _, many
from screen.sign_in import form
from store.case.writing import ImportSummary
from store.errors import MOST_FAULTS, ImportRefused, OwnDatabaseUnusable, StoreError
from store.imports import upload
from store.imports.upload import Differs, Order
from store.own import access_log
from store.own.access_log import Details
from store.own.tables import LONGEST_REASON
from store.own.users import User
from store.source import engine

CHECKED = "imports-checked"

_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Checked:
    """What a check of these files found: what the import would do, or why it is refused; and what is wrong with rows,
    of which there are `n`, the first of them.
    """

    order: Order
    files: tuple[Uploaded, ...]
    summary: ImportSummary | None
    refusal: str
    faults: tuple[str, ...]
    n: int


def checked(order: Order, files: tuple[Uploaded, ...]) -> Checked | None:
    """What the last check found, if it was of these files with these choices."""
    found: Checked | None = st.session_state.get(CHECKED)
    return found if found and (found.order, found.files) == (order, files) else None


def case_database() -> Engine:
    """The case database, as the dashboard itself reaches it."""
    return engine(services.settings().database_url)


def check(place: Place, order: Order, files: tuple[Uploaded, ...]) -> str:
    """Do the import and take it back; in words why that could not be."""

    def work(_viewer: User) -> str:
        st.session_state.pop(CHECKED, None)
        shutil.rmtree(place.aside, ignore_errors=True)
        summary, refusal = None, ""
        try:
            summary = upload.tried(case_database(), order)
            said = upload.left_out(place.aside)
            faults = tuple(islice(said, MOST_FAULTS))
            n = len(faults) + sum(1 for _more in said)
        except ImportRefused as refused:
            refusal, faults, n = str(refused), refused.breaches, refused.n
        st.session_state[CHECKED] = Checked(order, files, summary, refusal, faults, n)
        return ""

    return _attempt(work)


def write(place: Place, found: Checked, expected: ImportSummary, reason: str) -> str:
    """Do the import if it still does what was expected when it was checked; in words what came of it."""

    def work(viewer: User) -> str:
        if not 0 < len(reason) <= LONGEST_REASON:
            return _("Say why, in at most {n} characters.").format(n=LONGEST_REASON)
        details = Details(viewer.role, origin.address(), reason=reason)

        def keep() -> None:
            now, marks = datetime.now(UTC), {one.name: one.sha256 for one in found.files}
            scope = upload.scope_of(marks, expected)
            access_log.write(services.own(), viewer.user_name, upload.EVENT, now, scope, details)

        try:
            upload.done(case_database(), found.order, expected, keep)
        except StoreError:
            _note_refusal(viewer, "imports/write", reason)
            raise
        st.session_state.pop(CHECKED, None)
        place.empty()
        rows = expected.rows - sum(one.quarantined for one in expected.counts.values())
        words = many("{n} row is imported. The figures follow.", "{n} rows are imported. The figures follow.", rows)
        return Done(words.format(n=count(rows)))

    return _attempt(work)


def _attempt(work: Callable[[User], str]) -> str:
    viewer = form.viewer(datetime.now(UTC))
    if viewer is None:
        return _("This was not done, because your sign-in has ended.")
    if viewer.role != "administration":
        _note_refusal(viewer, "imports")
        return _("Only the administration can do that, and you do not have this role now.")
    if not _one_at_a_time.acquire(blocking=False):
        return _("Another import is being checked or written now. Try again soon.")
    try:
        return work(viewer)
    except Differs:
        words = _("The case database has changed since the files were checked. Nothing was written: check them again.")
    except OwnDatabaseUnusable:
        words = _("This could not be logged, because nothing can be kept now. Nothing was written: try again soon.")
    except StoreError as error:
        words = _("Nothing was written: {reason}").format(reason=error)
    finally:
        _one_at_a_time.release()
    return words


def _note_refusal(viewer: User, scope: str, reason: str = "") -> None:
    details = Details(viewer.role, origin.address(), reason=reason)
    with suppress(OwnDatabaseUnusable):
        access_log.write(services.own(), viewer.user_name, "refused", datetime.now(UTC), scope, details)
