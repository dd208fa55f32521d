"""Sessions now: the administration sees who is signed in, and ends one session, which is logged."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from screen.sections.administration.sessions import mark_of
from store.own import sessions
from store.own.accounts import SignedIn, read_sessions
from store.own.sessions import Session
from store.own.users import change_user
from tests.screen.sections.administration.users_page import BY_NAME, by_administration, entries
from tests.screen.visits import Installation, Visitor
from tests.store.own.faults import gone

NOW = datetime.now(UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def any_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest opens / alone, and there stands the page of sessions."""
    monkeypatch.setattr(Visitor, "door", staticmethod(_door))


def _door() -> None:
    import dashboard
    from screen.frame import shell

    shell.dress()
    shell.enter(shell.viewer(), [place for place in dashboard.more() if place.url_path == "sessions"], [])


@pytest.fixture
def two(installation: Installation) -> tuple[Session, Session]:
    """Two sessions of one user; a third is idle, a fourth too old."""
    made = [Session(f"session {ago}", "agency", NOW - ago * MINUTE) for ago in (1, 30, 61, 13 * 60)]
    for one in made:
        sessions.begin(installation.own, one, f"10.1.1.{len(one.id)}")
    sessions.note_clicks(installation.own, {"session 30": NOW - 2 * MINUTE, "session 780": NOW})
    return made[0], made[1]


def mark(session: Session) -> str:
    return mark_of(SignedIn(session.id, BY_NAME["agency"], session.since, session.since, ""))


def opened(session: Session | None = None) -> Visitor:
    return Visitor(**({"session": mark(session)} if session else {})).sign_in("administration")


def end(visitor: Visitor) -> str:
    [button] = [one for one in visitor.app.button if str(one.key).startswith("sessions-end-")]
    button.click().run()
    return visitor.html


def test_those_that_hold_are_read_with_their_moments_and_addresses(
    installation: Installation, two: tuple[Session, Session]
) -> None:
    found = read_sessions(installation.own, NOW - 720 * MINUTE, NOW - 60 * MINUTE)
    assert found == [
        SignedIn("session 1", BY_NAME["agency"], two[0].since, two[0].since, "10.1.1.9"),
        SignedIn("session 30", BY_NAME["agency"], two[1].since, NOW - 2 * MINUTE, "10.1.1.10"),
    ]


def test_the_table_says_who_is_signed_in_and_no_id(two: tuple[Session, Session]) -> None:
    visitor = opened()
    html = visitor.html
    assert "3 sessions are open now" in html
    assert all(words in html for words in ("agency", "10.1.1.9", "10.1.1.10", "Your own"))
    assert not any(session.id in html for session in two)
    assert not visitor.app.button


def test_one_session_is_ended_and_the_others_go_on(installation: Installation, two: tuple[Session, Session]) -> None:
    visitor = opened(two[1])
    assert "The session of agency (Agency), signed in" in visitor.html
    assert "The session of agency is ended." in end(visitor)
    assert sessions.find_open(installation.own, two[1]) is None
    assert sessions.find_open(installation.own, two[0])
    since = two[1].since.isoformat(timespec="seconds")
    assert entries(installation, "session_ended") == by_administration(f"agency: since {since}")
    assert "2 sessions are open now" in visitor.html


def test_one_that_ended_meanwhile_is_said_to_have(installation: Installation, two: tuple[Session, Session]) -> None:
    visitor = opened(two[1])
    with pytest.MonkeyPatch.context() as patched:
        found = read_sessions(installation.own, NOW - 720 * MINUTE, NOW - 60 * MINUTE)
        patched.setattr("screen.sections.administration.sessions.now", lambda: found)
        sessions.end_one(installation.own, two[1].id)
        assert "This session has ended already." in end(visitor)
    assert entries(installation, "session_ended") == []
    assert entries(installation, "refused") == []


@pytest.mark.parametrize("role", ["coordination", "guest"])
def test_nobody_else_sees_sessions_or_ends_one(
    installation: Installation, two: tuple[Session, Session], role: str
) -> None:
    visitor = Visitor(session=mark(two[0])).sign_in(role)
    assert "You do not have access to this view" in visitor.html
    assert not visitor.app.button
    demoted = opened(two[0])
    change_user(installation.own, "administration", name="x")
    installation.make("guest", "administration")
    installation.make("administration", "coordination")
    [button] = demoted.app.button
    button.click().run()
    assert sessions.find_open(installation.own, two[0])


def test_sessions_that_cannot_be_read_are_said_not_to_be(installation: Installation, tmp_path: Path) -> None:
    visitor = opened()
    with gone(tmp_path / "own.sqlite"):
        assert "The sessions cannot be read now." in visitor.again().html
    assert "1 session is open now" in visitor.again().html


@pytest.mark.usefixtures("installation")
@pytest.mark.parametrize(("language", "words"), [("fi", "1 istunto on nyt auki"), ("sv", "1 session är öppen nu")])
def test_the_page_is_there_in_other_languages(language: str, words: str) -> None:
    assert words in Visitor(lang=language).sign_in("administration").html
