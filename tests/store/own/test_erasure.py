"""A case taken out of notes and actions: what names it goes, whatever stands around it, and nothing else."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, select

from config.agenda import ITEMS
from store.own import access_log, actions, erasure, meetings
from store.own.access_log import Details
from store.own.actions import NewAction
from store.own.database import change, transaction
from store.own.meetings import Opening
from store.own.tables import LONGEST_WHAT, LONGEST_WHO, meeting_notes
from store.own.tables import actions as action_rows

NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("K-1", "[…]"),
        ("see k-1, K-1 and (K-1).", "see […], […] and ([…])."),
        ("K-10, AK-1, K-1a, K_1", "K-10, AK-1, K-1a, K_1"),
        ("K-1-2 and K-1/3", "[…]-2 and […]/3"),
        ("H-9:K-1", "[…]"),
        ("nothing", "nothing"),
    ],
)
def test_what_names_the_case_goes(text: str, left: str) -> None:
    assert erasure.without(text, ["K-1", "H-9:K-1"]) == left


def test_notes_and_actions_no_longer_name_it_and_the_log_still_does(own: Engine) -> None:
    number = meetings.open_meeting(own, Opening("aino", "officials", {}, ITEMS), NOW).number
    meetings.write_note(own, number, ITEMS[0], "K-1 waits")
    meetings.write_note(own, number, ITEMS[1], "K-2 waits")
    full = NewAction("K1" + " x" * (LONGEST_WHAT // 2 - 1), "K1" + "y " * 49, date(2026, 9, 20))
    about = NewAction("call", "them", date(2026, 9, 20), "handover", "H-7", 1)
    same_code = NewAction("look", "at it", date(2026, 9, 20), "region", "H-7", 1)
    for one in (full, about, same_code):
        actions.add_action(own, number, one, "aino", NOW)
    access_log.write(own, "aino", "rows_shown", NOW, "case/K-1", Details(cases=("K-1", "K-2")))
    access_log.write(own, "aino", "rows_shown", NOW, "case/K-2", Details(cases=("K-2",)))
    keys = ["K-1", "K1", "H-7"]
    with transaction(own) as connection:
        assert erasure.logged(connection, "K-1") == 1
    with change(own) as connection:
        erasure.erase(connection, erasure.changes(connection, keys))
    with transaction(own) as connection:
        assert erasure.changes(connection, keys) == []
        assert erasure.logged(connection, "K-1") == 1
        notes = set(connection.execute(select(meeting_notes.c.text)).scalars())
        rows = connection.execute(select(action_rows).order_by(action_rows.c.number)).all()
    assert notes == {"[…] waits", "K-2 waits"}
    assert rows[0].what.startswith("[…] x")
    assert len(rows[0].what) <= LONGEST_WHAT
    assert len(rows[0].who) <= LONGEST_WHO
    assert [(row.about_kind, row.about) for row in rows] == [("none", ""), ("none", ""), ("region", "H-7")]
