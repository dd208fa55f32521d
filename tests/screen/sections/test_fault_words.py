"""What an import finds wrong is said in the language of the viewer: every reason, and what to do about it."""

from contextvars import copy_context
from pathlib import Path
from typing import Any

import pytest

from config.languages import LANGUAGES
from screen.language.words import speak
from screen.sections.imports import fault_words
from store.errors import ImportRefused
from store.imports.feed import import_feed
from store.source import engine
from tests.store.cast import GOOD, good, write_feed
from tests.store.imports.test_delivery import BAD_FILES
from tests.store.imports.test_feed import BAD_ROWS

OTHERS = [language for language in LANGUAGES if language != "en"]


def split_in(language: str, fault: str) -> tuple[str, str, str]:
    def said() -> tuple[str, str, str]:
        speak(language)
        return fault_words.split(fault)

    return copy_context().run(said)


def faults_of(folder: Path, sqlite_url: str) -> tuple[str, ...]:
    with pytest.raises(ImportRefused) as refused:
        import_feed(engine(sqlite_url), folder)
    return refused.value.breaches


def is_told(fault: str) -> None:
    english = split_in("en", fault)
    assert english[2], "it says what to do"
    for language in OTHERS:
        where, wrong, mend = split_in(language, fault)
        assert where == english[0]
        assert wrong != english[1], f"{language}: {english[1]}"
        assert mend != english[2], f"{language}: {english[2]}"


@pytest.mark.parametrize(("table", "changes", "_said"), BAD_ROWS)
def test_what_is_wrong_with_a_row_is_said_in_every_language(
    tmp_path: Path, sqlite_url: str, table: str, changes: dict[str, Any], _said: str
) -> None:
    for fault in faults_of(write_feed(tmp_path / "feed", GOOD, **{table: [good(table, **changes)]}), sqlite_url):
        is_told(fault)


@pytest.mark.parametrize(("content", "_said"), BAD_FILES)
def test_what_is_wrong_with_a_file_is_said_in_every_language(
    tmp_path: Path, sqlite_url: str, content: bytes, _said: str
) -> None:
    folder = write_feed(tmp_path / "feed", GOOD)
    (folder / "cases.csv").write_bytes(content)
    (folder / "victims.csv").write_bytes(b"name\n")
    for fault in faults_of(folder, sqlite_url):
        is_told(fault)


def test_values_stay_as_they_were_found_whatever_they_hold() -> None:
    fault = "cases.csv:2: status: '{n}; is empty' is not a code of status; write one of: open, closed"
    assert split_in("fi", fault) == (
        "cases.csv:2",
        "status: '{n}; is empty' ei ole sarakkeen status koodi",
        "kirjoita jokin näistä: open, closed",
    )
    assert split_in("fi", "cases.csv: something else; do it") == ("cases.csv", "something else", "do it")
