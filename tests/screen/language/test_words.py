"""Words: English without a catalogue, another language with one, and no viewer hears another's."""

from contextvars import copy_context
from gettext import GNUTranslations

import pytest

from screen.language import words


@pytest.fixture
def finnish(monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = GNUTranslations()
    catalogue._catalog = {"Sign in": "Kirjaudu", ("{n} day", 0): "{n} päivä", ("{n} day", 1): "{n} päivää"}  # type: ignore[attr-defined]
    catalogue.plural = lambda n: int(n != 1)  # type: ignore[attr-defined]
    english = words.catalogue("en")
    monkeypatch.setattr(words, "catalogue", lambda language: catalogue if language == "fi" else english)


def test_english_needs_no_catalogue() -> None:
    assert words._("Sign in") == "Sign in"
    assert [words.many("{n} day", "{n} days", n) for n in (0, 1, 2)] == ["{n} days", "{n} day", "{n} days"]


@pytest.mark.usefixtures("finnish")
def test_each_run_speaks_its_own_language() -> None:
    another = copy_context()
    another.run(words.speak, "fi")
    assert another.run(words._, "Sign in") == "Kirjaudu"
    assert another.run(words.many, "{n} day", "{n} days", 3) == "{n} päivää"
    assert words._("Sign in") == "Sign in"
