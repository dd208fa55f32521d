"""Files that the administration uploads for an import. While the page of imports is shown there is a place for them;
nothing else is ever uploaded, and every other request to do so is refused before a byte of it is read.

Streamlit's own way would take files from whoever knows the name of a tab.
"""

import hashlib
import logging
import os
import re
import secrets
import shutil
import stat
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from weakref import WeakValueDictionary

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from streamlit.runtime import get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx

from screen.frame import services
from screen.sign_in import form, gate
from screen.sign_in.session import COOKIE, session_of
from store.errors import OwnDatabaseUnusable, StoreError
from store.imports.upload import SUFFIXES, unpacked
from store.own import access_log
from store.own.access_log import Details
from store.own.sessions import Session
from store.own.users import User

PAGE = "imports"  # the address of the page that asks for files
PATH = "/uploads/"
# no form of another site can send it, because a browser would ask here first whether it may
TYPE = "application/octet-stream"
MOST_FILES = 20
NAME = re.compile(r"\w[\w .()-]{0,99}")
ENDS = tuple({suffix for suffixes in SUFFIXES.values() for suffix in suffixes})
FOLDER = re.compile(r"saumaton-import-([1-9]\d{0,8})-\w+")  # of the process of that number
HERE = "upload-place"  # where the session of the page keeps its place


@dataclass(frozen=True)
class Uploaded:
    """A file that has come: its name, its bytes as they came, those it unpacks to, and its SHA-256."""

    name: str
    size: int
    unpacked: int
    sha256: str


@dataclass(eq=False)
class Place:
    """Where the files of one page go, for as long as it is shown: `mark` names it in addresses, `tab` is Streamlit's
    name of the page's. Its folder goes with it.
    """

    mark: str
    tab: str
    session: Session
    user: User
    folder: TemporaryDirectory[str] = field(
        default_factory=lambda: TemporaryDirectory(prefix=f"saumaton-import-{os.getpid()}-")
    )
    files: dict[str, Uploaded] = field(default_factory=dict)

    @property
    def delivery(self) -> Path:
        """The folder that holds the files and nothing else."""
        made = Path(self.folder.name) / "delivery"
        made.mkdir(exist_ok=True)
        return made

    @property
    def aside(self) -> Path:
        """The folder for rows that are left out."""
        return Path(self.folder.name) / "aside"

    def empty(self) -> None:
        """Delete what has come."""
        for name in list(self.files):
            (self.delivery / name).unlink(missing_ok=True)
            self.files.pop(name, None)


# each lives in the session of its page, and goes with it
PLACES: WeakValueDictionary[str, Place] = WeakValueDictionary()


def place() -> Place | None:
    """The place of the page that is being drawn, which there is from now on; None where nobody is signed in."""
    session, user, context = st.session_state.get(form.SESSION), st.session_state.get(form.USER), get_script_run_ctx()
    found: Place | None = st.session_state.get(HERE)
    if session is None or user is None or context is None:
        return None
    if found is None or (found.session, found.user, found.tab) != (session, user, context.session_id):
        found = Place(secrets.token_hex(16), context.session_id, session, user)
        PLACES[found.mark] = found
        st.session_state[HERE] = found
    return found


def close() -> None:
    """End the place, because another page is shown; what came goes with it."""
    found: Place | None = st.session_state.pop(HERE, None)
    if found:
        PLACES.pop(found.mark, None)
        found.folder.cleanup()


def begin() -> None:
    """Delete what servers of our user left that were killed, because this one starts."""
    for folder in Path(tempfile.gettempdir()).iterdir():
        if (named := FOLDER.fullmatch(folder.name)) and _is_ours(folder) and not _still_runs(int(named[1])):
            shutil.rmtree(folder, ignore_errors=True)


def _is_ours(folder: Path) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()


def _still_runs(process: int) -> bool:
    """Whether another process of this number runs. Ours has only begun: a container gives the same number each time."""
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # somebody else's, which we may not signal
    return True


def end() -> None:
    """Delete all that came, because the server ends."""
    for found in list(PLACES.values()):
        found.folder.cleanup()


async def take(request: Request) -> Response:
    """Take one file, whose name ends the address."""
    name = request.path_params["name"]
    found = await run_in_threadpool(_place_for, request)
    if found is None:
        return Response(status_code=404)
    if request.headers.get("content-type") != TYPE:
        return Response(status_code=415)
    if not (NAME.fullmatch(name) and name.endswith(ENDS)) or (
        name not in found.files and len(found.files) >= MOST_FILES
    ):
        return Response(status_code=400)
    length = request.headers.get("content-length", "")
    if not (length.isascii() and length.isdigit()):
        return Response(status_code=411)
    if int(length) > _room(found, name):
        return Response(status_code=413)
    return Response(status_code=await _taken(request, found, name))


async def _taken(request: Request, found: Place, name: str) -> int:
    """Write the file to its place; the status that is answered."""
    coming, digest, size = Path(found.folder.name) / secrets.token_hex(8), hashlib.sha256(), 0
    # the name says whether it is packed
    coming = coming.with_name(f"{coming.name}-{name}")
    try:
        with coming.open("xb") as file:
            async for chunk in request.stream():
                size += len(chunk)
                if size > _room(found, name):
                    return 413
                digest.update(chunk)
                await run_in_threadpool(file.write, chunk)
        held = await run_in_threadpool(unpacked, coming, _room(found, name))
        if held > _room(found, name) or found.mark not in PLACES:
            return 413 if found.mark in PLACES else 404
        coming.replace(found.delivery / name)
        found.files[name] = Uploaded(name, size, held, digest.hexdigest())
    except ValueError:
        return 422
    except (OSError, ClientDisconnect):
        return 404  # the page was left, and its folder has gone
    finally:
        coming.unlink(missing_ok=True)
    return 204


def _room(found: Place, name: str) -> int:
    """The bytes that may still come, in place of the file of this name; each file counts as what it unpacks to."""
    others = sum(max(one.size, one.unpacked) for one in found.files.values() if one.name != name)
    return services.settings().upload_bytes - others


def _place_for(request: Request) -> Place | None:
    """The place that the address names, if the browser that asks is in the session of its page, that is still shown,
    and the session's user is of the administration now. What somebody who is signed in may not do is logged.
    """
    try:
        session = session_of(request.cookies.get(COOKIE, ""), services.key())
        user = gate.user_of(session, datetime.now(UTC)) if session else None
        if session is None or user is None:
            return None
        found = PLACES.get(request.path_params["mark"])
        is_theirs = found is not None and (found.session, found.user) == (session, user)
        if found and is_theirs and user.role == "administration" and get_instance().is_active_session(found.tab):
            return found
        details = Details(user.role, request.client.host if request.client else "")
        access_log.write(services.own(), user.user_name, "refused", datetime.now(UTC), "imports/upload", details)
    except (OwnDatabaseUnusable, StoreError) as error:
        logging.getLogger(__name__).error("no file is taken: %s", error)
    return None


ROUTES = [Route(PATH + "{mark}/{name}", take, methods=["PUT"])]
