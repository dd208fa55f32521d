"""Whoever has a password and no code gets no further than the second step, and a code opens no door but its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import jwt
import pyotp

from screen.sign_in import codes
from screen.sign_in.session import signed
from store.own.sessions import Session
from store.own.users import change_user, find_user
from tests.attacks.conftest import KEY, Attacked
from tests.attacks.line import Answer, Tab, a_tab, fetched, pressed, state
from tests.attacks.line import text as typed
from tests.attacks.test_strangers import MORE_PAGES, PAGES, QUERY, STATEMENT
from tests.browser.conftest import PASSWORD

CODE_FORM = b"code_form"


def code(secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(datetime.now(UTC) + timedelta(seconds=30 * steps))


def user_with_factor(attacked: Attacked) -> tuple[str, str]:
    """The name of a new user with a second factor, and its secret."""
    name, secret = attacked.user("coordination"), codes.new_secret()
    change_user(attacked.own, name, factor_secret=codes.sealed(secret, name, KEY), factor_step=0)
    return name, secret


@contextmanager
def half_in(attacked: Attacked, name: str) -> Iterator[tuple[Tab, Answer]]:
    """A tab in which the password was typed, and what came."""
    with a_tab(attacked.url) as tab:
        asked = tab.ask()
        fields = asked.widget("user-name"), asked.widget("password")
        button = next(one for one in asked.widgets() if SUBMIT in one)
        given = (typed(fields[0], value=name), typed(fields[1], value=PASSWORD), pressed(button))
        yield tab, tab.ask("", "", *given)


SUBMIT = "FormSubmitter"


def enters(tab: Tab, asked: Answer, given: str) -> Answer:
    button = next(one for one in asked.widgets() if SUBMIT in one)
    return tab.ask("", "", typed(asked.widget("code"), value=given), pressed(button))


def is_at_second_step(answer: Answer) -> bool:
    return CODE_FORM in answer.raw and not answer.shows_figures and not answer.cases


def test_half_a_sign_in_sees_the_second_step_on_every_page_and_the_code_opens_it(attacked: Attacked) -> None:
    name, secret = user_with_factor(attacked)
    with attacked.tab("coordination") as tab:
        pages = [page for one in tab.ask().messages for page in one.navigation.app_pages]
        hashes = [page.page_script_hash for page in pages if page.url_pathname != STATEMENT]
    with half_in(attacked, name) as (tab, answer):
        assert is_at_second_step(answer)
        for page in (*PAGES, *MORE_PAGES):
            assert is_at_second_step(answer := tab.ask(page, QUERY)), page
        for page_hash in hashes:
            assert is_at_second_step(answer := tab.ask("", QUERY, page_hash=page_hash)), page_hash
        assert is_at_second_step(enters(tab, answer, "000000"))
        with a_tab(attacked.url, tab=tab.name) as other:
            assert other.ask().asks_to_sign_in, "another tab begins anew"
        assert enters(tab, tab.ask(), code(secret)).shows_figures


def test_a_code_that_was_used_opens_nothing(attacked: Attacked) -> None:
    name, secret = user_with_factor(attacked)
    used = code(secret)
    with half_in(attacked, name) as (tab, asked):
        assert enters(tab, asked, used).shows_figures
    for given in (used, code(secret, -1)):
        with half_in(attacked, name) as (tab, asked):
            assert is_at_second_step(enters(tab, asked, given))


def test_the_code_of_another_user_opens_nothing(attacked: Attacked) -> None:
    name, _secret = user_with_factor(attacked)
    _other, others_secret = user_with_factor(attacked)
    with half_in(attacked, name) as (tab, asked):
        assert is_at_second_step(enters(tab, asked, code(others_secret)))


def test_nothing_that_is_forged_takes_the_place_of_a_code(attacked: Attacked) -> None:
    name, secret = user_with_factor(attacked)
    now = datetime.now(UTC)
    made_up = Session(uuid4().hex, name, now)
    with half_in(attacked, name) as (tab, asked):
        # the values that a tab keeps itself, said as if they were those of widgets
        for widget in ("$$ID-0-session", "$$ID-0-half", f"{asked.widget('code')}-session"):
            assert is_at_second_step(tab.ask("", "", state(widget, "json_value", f'{{"user_name": "{name}"}}'))), widget
        status, _content = fetched(
            f"{attacked.url}/session", method="POST", **{"Saumaton-Ticket": signed("ticket", made_up, KEY)}
        )
        assert status == 403
    half = jwt.encode({"aud": "session", "sub": name, "since": now.isoformat()}, KEY, algorithm="HS256")
    for cookie in (signed("session", made_up, KEY), half):
        with a_tab(attacked.url, cookie) as tab:
            assert tab.ask().asks_to_sign_in
    # a code without its password
    with a_tab(attacked.url) as tab:
        tab.ask()
        answer = tab.ask("", "", typed(asked.widget("code"), value=code(secret)))
        assert answer.asks_to_sign_in
        assert not answer.shows_figures
    user = find_user(attacked.own, name)
    assert user
    assert user.factor_step == 0, "no code was used"
