"""The accessibility statement: for whoever comes, in each language, with all that the law asks for."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from config.languages import LANGUAGES
from screen.language.words import catalogue
from tests.screen.visits import Visitor

SAYS = ("30", "2026", "306/2019", "WCAG", "Traficom", "14", "029 534 5000")
GAPS = ("2.1.1", "3.1.2", "1.3.1", "1.4.10")


def door() -> None:
    import streamlit as st

    from screen.language.words import speak
    from screen.sections import accessibility

    speak(st.query_params["lang"])
    accessibility.page(signed_in="user" in st.query_params)


def statement(language: str, **others: str) -> str:
    app = AppTest.from_function(door, default_timeout=30)
    for name, value in {"lang": language, **others}.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception, app.exception
    return "\n".join(part.proto.body for part in app.get("html"))


@pytest.mark.usefixtures("installation")
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_has_all_that_the_law_asks_for(language: str) -> None:
    said = statement(language)
    assert [words for words in (*SAYS, *GAPS) if words not in said] == []
    names = {"en": "Accessibility statement", "fi": "Saavutettavuusseloste", "sv": "Tillgänglighetsutlåtande"}
    assert f'<h1 class="s-headline">{names[language]}</h1>' in said
    sites = {"en": "webaccessibility", "fi": "saavutettavuusvaatimukset", "sv": "tillganglighetskrav"}
    assert f'href="https://www.{sites[language]}.fi"' in said


@pytest.mark.usefixtures("installation")
@pytest.mark.parametrize("language", ["fi", "sv"])
def test_no_english_sentence_is_left(language: str) -> None:
    english, said = (set(re.findall(r">([^<>@]{12,})<", statement(one))) for one in ("en", language))
    assert len(said) > 15
    assert english & said == set()
    assert catalogue(language).gettext("Accessibility statement") != "Accessibility statement"


@pytest.mark.usefixtures("installation")
def test_feedback_goes_to_the_address_of_the_settings_or_to_the_administrator(monkeypatch: pytest.MonkeyPatch) -> None:
    from screen.frame import services

    assert "Tell your agency’s administrator" in statement("en")
    monkeypatch.setenv("SAUMATON_FEEDBACK_ADDRESS", "a+b@ministry.example.fi")
    services.settings.clear()
    assert '<a href="mailto:a+b@ministry.example.fi">a+b@ministry.example.fi</a>' in statement("en")
    services.settings.clear()


@pytest.mark.usefixtures("installation")
def test_the_sign_in_form_and_the_menu_lead_to_it_and_it_leads_back() -> None:
    visitor = Visitor(lang="fi")
    assert '<a href="./accessibility?lang=fi" target="_self">Saavutettavuusseloste</a>' in visitor.html
    assert '<a href="./?lang=sv" target="_self">' in statement("sv")
    assert 'href="./?lang=sv"' not in statement("sv", user="aino"), "who is signed in has the menu"
