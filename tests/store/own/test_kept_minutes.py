"""Minutes are opened as they were kept, also those of the release before, which kept figures without a format."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from config.agenda import ITEMS
from store.own import meetings, minutes
from store.own.meetings import Opening
from store.own.minutes import Fixing, MinutesTooNew, figures_from
from store.own.tables import meeting_figures
from store.schema import OWN_DATABASE, migrate
from store.source import engine
from tests.store.own.kept import VERSION_1, restored


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Engine]:
    """The own database of the release before: two meetings that were held over made-up cases."""
    made = engine(restored(tmp_path))
    migrate(made, OWN_DATABASE)
    yield made
    made.dispose()


def test_figures_of_version_1_come_back_to_the_digit(own: Engine) -> None:
    with sqlite3.connect(":memory:") as before:
        before.executescript(VERSION_1.read_text(encoding="utf-8"))
        kept = before.execute("SELECT meeting, item, figures FROM meeting_figures").fetchall()
    assert len(kept) == 2 * len(ITEMS)
    for meeting, item, text in kept:
        assert repr(minutes.read(own, meeting).figures[item]) == repr(json.loads(text))
    second = minutes.read(own, 2)
    assert (second.figures["regions"]["pending"], second.figures["regions"]["overdue"]) == (52, 10)
    assert second.notes["regions"] == "Ask about regions: åäö 1,5"


def test_new_figures_say_in_which_format_they_are(own: Engine) -> None:
    held = minutes.read(own, 2)
    now = held.meeting.opened_at
    meeting = meetings.open_meeting(own, Opening("aino", "officials", {}, ITEMS), now)
    minutes.fix(own, meeting.number, Fixing(now, held.figures), now)
    assert minutes.read(own, meeting.number).figures == held.figures
    with own.connect() as connection:
        f = meeting_figures.c
        texts = connection.execute(select(f.figures).where(f.meeting == meeting.number)).scalars().all()
    assert {json.loads(text)["format"] for text in texts} == {2}


def test_figures_of_a_newer_program_are_not_guessed_at() -> None:
    with pytest.raises(MinutesTooNew, match="format 3"):
        figures_from('{"format": 3, "figures": {}}')
