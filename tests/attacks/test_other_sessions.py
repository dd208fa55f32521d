"""What belongs to one session is nothing to another: its name, and the files that it had made."""

import pytest

from store.own import users
from tests.attacks.conftest import Attacked, says_why
from tests.attacks.line import Answer, Tab, a_tab, fetched, text

FILE_OF_FIGURES = "yearly"


def offered(answer: Answer) -> list[str]:
    """The marks of the files that a page offers, which are made only when they are asked for."""
    return [button.deferred_file_id for button in answer.of("download_button") if button.deferred_file_id]


@pytest.mark.parametrize("theirs", ["", "ministry"])
def test_the_name_of_a_session_opens_it_to_nobody_else(attacked: Attacked, theirs: str) -> None:
    with attacked.tab("coordination") as tab:
        assert tab.ask("case").shows_figures is not None
        name = tab.name
        with a_tab(attacked.url, attacked.cookie(theirs) if theirs else "", name) as other:
            answer = other.ask()
            assert other.name
            assert other.name != name
            assert answer.asks_to_sign_in == (not theirs)
        assert tab.ask().shows_figures


def test_a_session_whose_tab_is_gone_waits_for_its_own_cookie_alone(attacked: Attacked) -> None:
    cookie = attacked.cookie("coordination")
    with a_tab(attacked.url, cookie) as tab:
        tab.ask()
        name = tab.name
    with a_tab(attacked.url, attacked.cookie("coordination"), name) as another_sign_in:
        another_sign_in.ask()
        assert another_sign_in.name != name
    with a_tab(attacked.url, cookie, name) as again:
        assert again.ask().shows_figures
        assert again.name == name


def test_a_file_is_fetched_in_its_session_alone(attacked: Attacked) -> None:
    cookie = attacked.cookie("coordination")
    with a_tab(attacked.url, cookie) as tab:
        made = tab.operation(offered(tab.ask(FILE_OF_FIGURES))[0])
        assert made.startswith("/media/")
        address = attacked.url + made
        status, content = fetched(address, cookie)
        assert status == 200
        assert content
        others = (attacked.cookie(user) for user in ("coordination", "ministry", "administration"))
        for other in ("", "a.b.c", *others):
            assert fetched(address, other) == (404, b"not found")
        for method in ("HEAD", "POST", "PUT"):
            assert fetched(address, attacked.cookie("ministry"), method)[0] != 200


def asked_from(tab: Tab, attacked: Attacked, cookie: str, mark: str) -> bytes:
    """What somebody gets who asks for a file that another session was offered."""
    address = tab.operation(mark)
    return fetched(attacked.url + address, cookie)[1] if address else b""


def test_a_file_that_was_offered_to_another_session_is_not_given(attacked: Attacked) -> None:
    with attacked.tab("coordination") as tab:
        marks = offered(tab.ask(FILE_OF_FIGURES))
        for user in ("", "ministry", "administration"):
            cookie = attacked.cookie(user) if user else ""
            with a_tab(attacked.url, cookie) as other:
                other.ask()
                assert asked_from(other, attacked, cookie, marks[0]) in (b"", b"not found")


def test_a_file_of_case_rows_ends_with_the_role_for_which_it_was_offered(attacked: Attacked) -> None:
    name = attacked.user("coordination")
    cookie = attacked.cookie(name)
    with a_tab(attacked.url, cookie) as tab:
        says_why(tab, "lists")
        [named] = tab.ask("lists", "list=open").widgets("recipient-lists.pdf")
        marks = offered(tab.ask("lists", "list=open", text(named, value="somebody")))
        assert marks
        users.change_user(attacked.own, name, role="rapporteur")
        with attacked.log() as lines:
            for mark in (*marks, "0" * 32):
                assert tab.operation(mark) == ""
            assert not [line for line in lines() if "Traceback" in line]
