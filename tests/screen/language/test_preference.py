"""The language of a visit: of the address, else chosen before, else the user's own, else the browser's."""

import pytest
from streamlit.runtime.context import ContextProxy

from screen.language import words
from store.own.users import change_user
from tests.screen.visits import Installation, Visitor


def browser(monkeypatch: pytest.MonkeyPatch, locale: str | None) -> None:
    """The next visitors' browsers speak this."""
    monkeypatch.setattr(ContextProxy, "locale", property(lambda _: locale))


def give(installation: Installation, user_name: str, language: str) -> None:
    """The user's own language, as the own database says."""
    change_user(installation.own, user_name, language=language)


def press(visitor: Visitor, label: str) -> None:
    next(button for button in visitor.app.button if button.label == label).click().run()


@pytest.mark.usefixtures("installation")
@pytest.mark.parametrize(
    ("language", "headline"), [("en", "No cases"), ("fi", "Ei tapauksia"), ("sv", "Inga ärenden"), ("xx", "No cases")]
)
def test_the_address_names_the_language(language: str, headline: str) -> None:
    visitor = Visitor(lang=language).sign_in("coordination")
    assert headline in visitor.html
    assert visitor.address == {"lang": [language]}


@pytest.mark.usefixtures("installation")
def test_a_wrong_language_is_said_and_ignored() -> None:
    assert "‘xx’ is not a language of this dashboard" in Visitor(lang="xx").sign_in("coordination").html
    assert "no language of this dashboard" not in Visitor(lang="sv").sign_in("coordination").html


@pytest.mark.usefixtures("installation")
@pytest.mark.parametrize(
    ("locale", "said"),
    [("fi-FI", "Kirjaudu sisään"), ("sv-FI", "Logga in"), ("de-DE", "Sign in"), (None, "Sign in"), ("fi", "Kirjaudu")],
)
def test_without_a_choice_the_browser_decides(monkeypatch: pytest.MonkeyPatch, locale: str | None, said: str) -> None:
    browser(monkeypatch, locale)
    assert said in Visitor().html


def test_the_users_own_language_comes_before_the_browsers(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser(monkeypatch, "fi-FI")
    give(installation, "coordination", "sv")
    assert "Inga ärenden" in Visitor().sign_in("coordination").html
    assert "No cases" in Visitor(lang="en").sign_in("coordination").html


@pytest.mark.usefixtures("installation")
def test_the_sign_in_form_leads_to_the_other_languages() -> None:
    visitor = Visitor(region="unknown")
    press(visitor, "Suomeksi")
    assert "Kirjaudu sisään" in visitor.html
    assert visitor.address == {"region": ["unknown"], "lang": ["fi"]}
    press(visitor, "På svenska")
    assert "Logga in" in visitor.html


@pytest.mark.usefixtures("installation")
def test_the_choice_lasts_for_the_session() -> None:
    visitor = Visitor(lang="fi").sign_in("coordination")
    visitor.app.query_params.clear()
    assert "Ei tapauksia" in visitor.again().html


def test_the_choice_lasts_for_the_browser_and_an_address_that_was_sent_changes_nothing_there(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(installation, "coordination", "sv")
    sent = Visitor(lang="en").sign_in("coordination")
    assert "document.cookie" not in sent.html
    chosen = Visitor()
    press(chosen, "Suomeksi")
    assert "document.cookie = 'saumaton_language=fi; path=/;" in chosen.html
    monkeypatch.setattr(ContextProxy, "cookies", property(lambda _: {"saumaton_language": "fi"}))
    assert "Ei tapauksia" in Visitor().sign_in("coordination").html
    assert "No cases" in Visitor(lang="en").sign_in("coordination").html
    monkeypatch.setattr(ContextProxy, "cookies", property(lambda _: {"saumaton_language": "<script>"}))
    assert "Inga ärenden" in Visitor().sign_in("coordination").html


@pytest.mark.usefixtures("installation")
def test_viewers_do_not_hear_each_others_language() -> None:
    finnish, english = Visitor(lang="fi").sign_in("coordination"), Visitor().sign_in("coordination")
    for _ in range(2):
        assert "Ei tapauksia" in finnish.again().html
        assert "No cases" in english.again().html
    assert words.language() == "en"
