"""A case taken out of notes and actions: what names it goes, whatever stands around it, and nothing else."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, select

from config.agenda import ITEMS
from store.own import access_log, actions, erasure, meetings, minutes
from store.own.access_log import Details
from store.own.actions import NewAction
from store.own.database import change, transaction
from store.own.meetings import Opening
from store.own.minutes import Fixing
from store.own.tables import LONGEST_WHAT, LONGEST_WHO, meeting_notes
from store.own.tables import actions as action_rows

NOW = datetime(2026, 9, 14, 6, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("K-1", "[…]"),
        ("see k-1, K-1 and (K-1).", "see […], […] and ([…])."),
        ("K-10, AK-1, K-1a, K_1", "K-10, AK-1, K-1a, K_1"),
        ("K-1-2, K-1-2b and A-K-1 are others, K-1/3 is not", "K-1-2, K-1-2b and A-K-1 are others, […]/3 is not"),
        ("K-1-tapaus, K-1- ja K-2-tapaukset, K-1:n", "[…]-tapaus, […]- ja K-2-tapaukset, […]:n"),
        ("-K-1\n--K-1", "-[…]\n--[…]"),
        ("on 12.9. at 12.30, 12 of 120 wait", "on 12.9. at 12.30, 12 of 120 wait"),
        ("H-9:K-1", "[…]"),
        ("nothing", "nothing"),
    ],
)
def test_what_names_the_case_goes(text: str, left: str) -> None:
    assert erasure.without(text, ["K-1", "H-9:K-1", "12", ""]) == left


def test_a_case_whose_number_is_all_digits_goes_too_and_a_date_that_begins_with_it_stays() -> None:
    assert erasure.without("2026 waits since 2026-09-14", ["2026"]) == "[…] waits since 2026-09-14"


def test_notes_and_actions_no_longer_name_it_and_the_log_still_does(own: Engine) -> None:
    number = meetings.open_meeting(own, Opening("aino", "officials", {}, ITEMS), NOW).number
    meetings.write_note(own, number, ITEMS[0], "K-1 waits")
    meetings.write_note(own, number, ITEMS[1], "K-2 waits")
    full = NewAction("K1" + " x" * (LONGEST_WHAT // 2 - 1), "K1" + "y " * 49, date(2026, 9, 20))
    about = NewAction("call", "them", date(2026, 9, 20), "handover", "H-7", 1)
    by_number = NewAction("call 12", "them", date(2026, 9, 20), "handover", "12", 1)
    same_code = NewAction("look", "at it", date(2026, 9, 20), "region", "H-7", 1)
    for one in (full, about, by_number, same_code):
        actions.add_action(own, number, one, "aino", NOW)
    access_log.write(own, "aino", "rows_shown", NOW, "case/K-1", Details(cases=("K-1", "K-2")))
    access_log.write(own, "aino", "rows_shown", NOW, "case/K-2", Details(cases=("K-2",)))
    keys = ["K1", "K-1", "H-7", "12"]
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
    assert [(row.about_kind, row.about) for row in rows] == [*[("none", "")] * 3, ("region", "H-7")]
    assert rows[2].what == "call 12"


def test_minutes_keep_their_figures_to_the_digit_and_no_longer_name_the_case(own: Engine) -> None:
    number = meetings.open_meeting(own, Opening("aino", "officials", {}, ITEMS), NOW).number
    action = {"number": 1, "what": "ask of K-1", "who": "aino", "due_on": "2026-09-20", "state": "late", "how": None}
    about = {"about_kind": "deadline", "about": "D-1", "figure_then": 1, "figure_now": 1}
    figures = {"actions": [action | about], "share": 0.1 + 0.2, "regions": [{"region": "K-1", "open": 3}]}
    minutes.fix(own, number, Fixing(NOW, {ITEMS[0]: figures, ITEMS[1]: {"region": "D-1"}}), NOW)
    with change(own) as connection:
        found = erasure.changes(connection, ["K-1", "D-1"])
        assert [one.key["item"] for one in found] == [ITEMS[0]]
        erasure.erase(connection, found)
    nothing = {"about_kind": "none", "about": "", "figure_then": None, "figure_now": None}
    left = figures | {"actions": [action | nothing | {"what": "ask of […]"}]}
    assert minutes.read(own, number).figures == {ITEMS[0]: left, ITEMS[1]: {"region": "D-1"}}
