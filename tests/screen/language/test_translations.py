"""Nothing on the screen is left in English: every word of the code stands in every catalogue, and nothing else does."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog, Message

from indicators.catalogue import INDICATORS
from screen.language import words
from tests.catalogues import OTHERS, extracted, read

WORDS = extracted()
PLACEHOLDER = re.compile(r"\{(\w*)\}")

TO_DO = "run `make translations`, and translate what is empty in config/translations"


@pytest.fixture(params=OTHERS)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    return read(request.param)


def messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def forms(said: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [said] if isinstance(said, str) else list(said or ())


def names_in(said: str) -> set[str]:
    return set(PLACEHOLDER.findall(said))


def test_there_are_words_to_translate() -> None:
    assert len(WORDS) > 500
    assert {"Overview", ("{n} day", "{n} days"), "Median response delay"} <= {message.id for message in messages(WORDS)}


def test_no_word_is_missing(catalogue: Catalog) -> None:
    missing = [message.id for message in messages(WORDS) if message.id not in catalogue]
    assert not missing, TO_DO


def test_no_word_is_left_over(catalogue: Catalog) -> None:
    assert not [message.id for message in messages(catalogue) if message.id not in WORDS], TO_DO


def test_every_word_is_translated_in_all_its_forms(catalogue: Catalog) -> None:
    for message in messages(catalogue):
        assert not message.fuzzy, message.id
        assert all(forms(message.string)), f"{message.id!r} is not translated: {TO_DO}"
        assert len(forms(message.string)) == (catalogue.num_plurals if message.pluralizable else 1), message.id


def test_placeholders_are_those_of_the_english_words(catalogue: Catalog) -> None:
    formulas = {indicator.formula for indicator in INDICATORS.values()}  # braces are sets there
    for message in messages(catalogue):
        if message.id in formulas:
            continue
        english = [names_in(one) for one in forms(message.id)]
        for said in filter(None, forms(message.string)):
            assert names_in(said) in english, f"{message.id!r} became {said!r}"


def test_spaces_at_the_ends_are_those_of_the_english_words(catalogue: Catalog) -> None:
    for message in messages(catalogue):
        for english, said in zip(forms(message.id), forms(message.string), strict=True):
            ends = [(one[:1] == " ", one[-1:] == " ") for one in (english, said)]
            assert ends[0] == ends[1], message.id


@pytest.mark.parametrize("language", OTHERS)
def test_the_catalogue_is_what_is_said(language: str) -> None:
    made = words.catalogue(language)
    assert made.gettext("Sign in") != "Sign in"
    assert made.ngettext("{n} day", "{n} days", 1) != made.ngettext("{n} day", "{n} days", 2)
