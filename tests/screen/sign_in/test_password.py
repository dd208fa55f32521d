"""Users choose a password of their own, and have to where somebody else set it."""

from datetime import UTC, datetime

import pytest

from store.own import sessions
from store.own.users import change_user, find_user
from tests.screen.sign_in.cookies import signed_in
from tests.screen.visits import PASSWORD, Installation, Visitor

NEW = "four words of no sense"


@pytest.fixture
def visitor(installation: Installation) -> Visitor:
    """Somebody who has to choose another password, and has signed in."""
    change_user(installation.own, "coordination", must_change=True)
    return Visitor(period="all").sign_in("coordination")


def change(visitor: Visitor, old: str, new: str, again: str | None = None) -> Visitor:
    for field, value in zip(visitor.app.text_input, (old, new, new if again is None else again), strict=True):
        field.set_value(value)
    next(button for button in visitor.app.button if button.label == "Change the password").click().run()
    return visitor


def test_who_has_to_choose_another_password_sees_nothing_before(visitor: Visitor, installation: Installation) -> None:
    assert "Somebody else set the password" in visitor.html
    assert not visitor.sees_figures
    assert not visitor.again().sees_figures
    other = signed_in(installation.own, "coordination", datetime.now(UTC))
    assert change(visitor, PASSWORD, NEW).sees_figures
    assert visitor.address == {"period": ["all"]}
    assert sessions.find_open(installation.own, other) is None
    user = find_user(installation.own, "coordination")
    assert user
    assert not user.must_change
    assert "Wrong user name or password." in Visitor().sign_in("coordination", PASSWORD).html
    assert Visitor().sign_in("coordination", NEW).sees_figures
    assert visitor.again().sees_figures


@pytest.mark.parametrize(
    ("old", "new", "again", "words"),
    [
        ("", NEW, NEW, "Enter the password that you have"),
        (PASSWORD, "", "", "Enter the password that you have"),
        (PASSWORD, NEW, NEW + ".", "The two new passwords differ."),
        ("wrong horse", NEW, NEW, "Wrong user name or password."),
        (PASSWORD, "short", "short", "needs at least 8 characters"),
        (PASSWORD, "password1", "password1", "one of the commonest"),
        (PASSWORD, "ä" * 40, "ä" * 40, "too long"),
        (PASSWORD, NEW + " ", NEW + " ", "begins or ends with a space"),
        (PASSWORD, "coordination!", "coordination!", "holds the user name"),
        (PASSWORD, PASSWORD, PASSWORD, "is the same as the old one"),
    ],
)
def test_what_is_no_new_password_is_refused_in_words(
    visitor: Visitor, installation: Installation, old: str, new: str, again: str, words: str
) -> None:
    before = find_user(installation.own, "coordination")
    assert words in change(visitor, old, new, again).html
    assert find_user(installation.own, "coordination") == before
    assert not visitor.sees_figures


def test_wrong_passwords_are_counted_here_too(visitor: Visitor) -> None:
    for _ in range(5):
        change(visitor, "wrong horse", NEW)
    assert "Too many wrong passwords." in change(visitor, PASSWORD, NEW).html
