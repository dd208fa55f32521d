"""The minutes of a meeting as a file, for a weekly job: the same sheets and the same fixed figures as on the screen."""

from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import Engine

from commands import shared
from config.languages import LANGUAGES
from config.settings import Settings
from queries.access import Grant
from queries.filters import FiltersRefused
from screen.language.words import speak
from screen.sections.meeting import agenda
from screen.view.view import View, view_of
from store.errors import StoreError
from store.facts.load import Progress
from store.facts.replica import Replica
from store.own import access_log, meetings
from store.own.meetings import Meeting
from store.own.minutes import Minutes
from store.own.minutes import read as read_minutes
from store.own.setting_changes import in_force

LATEST = "latest"


class PackRefused(StoreError):
    """There is no meeting with fixed figures to make a file of, or no place for the file."""


def pack(settings: Settings, wanted: str, out: Path, language: str, progress: Progress | None = None) -> Meeting:
    """Write the minutes of a meeting (its number, or LATEST) to `out`, as its ending says; taking them away is written
    down. Gives the meeting. Raises FiltersRefused for a wrong option, PackRefused, StoreError.
    """
    _check(wanted, out, language)
    own = access_log.log_of(settings)
    minutes = _fixed(own, wanted)
    speak(language)
    view = view_of_meeting(Replica(in_force(own, settings), progress), minutes.meeting)
    made = agenda.MEDIA[out.suffix.lower()](agenda.kept_sheets(minutes, own, view), agenda.stamped(minutes, view))
    _write(out, made)
    scope = f"meeting-{minutes.meeting.number}{out.suffix.lower()}?{urlencode(minutes.meeting.parameters, doseq=True)}"
    details = access_log.Details(address=shared.account())
    access_log.write(own, access_log.COMMAND, "export", datetime.now(UTC), scope, details)
    return minutes.meeting


def _check(wanted: str, out: Path, language: str) -> None:
    if out.suffix.lower() not in agenda.MEDIA:
        raise FiltersRefused(f"--out {out}: the name has to end with {' or '.join(agenda.MEDIA)}")
    if wanted != LATEST and not (wanted.isascii() and wanted.isdigit()):
        raise FiltersRefused(f"--meeting {wanted}: neither the number of a meeting nor {LATEST}")
    if language not in LANGUAGES:
        raise FiltersRefused(f"--language {language}: neither of {', '.join(LANGUAGES)}")


def _fixed(own: Engine, wanted: str) -> Minutes:
    """The minutes of the meeting, which has to have fixed figures."""
    if wanted != LATEST:
        minutes = read_minutes(own, int(wanted))
        if not minutes.meeting.as_of:
            raise PackRefused(f"the figures of meeting {wanted} were not fixed, so there are no minutes to write")
        return minutes
    now = meetings.running(own)
    latest = now if now and now.as_of else meetings.last_held(own)
    if latest is None:
        raise PackRefused("no meeting has fixed figures yet, so there are no minutes to write")
    return read_minutes(own, latest.number)


def view_of_meeting(replica: Replica, meeting: Meeting) -> View:
    """What the coordination sees of the meeting."""
    return view_of(replica, meeting.parameters, Grant("coordination", replica.now), lambda *_given, **_more: None)


def _write(out: Path, made: bytes) -> None:
    """Whole or not at all: what reads the file never finds half of it."""
    beside = out.with_name(f".{out.name}.part")
    try:
        beside.write_bytes(made)
        beside.replace(out)
    except OSError as error:
        raise PackRefused(f"{out} cannot be written: {error.strerror}") from error
