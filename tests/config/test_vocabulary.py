"""The tables of words: each code has its words in every language, and a table that lacks any is refused."""

import re
from contextvars import copy_context
from pathlib import Path

import pytest
from PIL import ImageFont

from charts.from_to_matrix import HEAD_ROOM
from config import codes
from config.finland import regions
from config.languages import ENGLISH, LANGUAGES
from config.vocabulary import HOME, VocabularyRefused, read, words
from config.vocabulary import codes as codes_of
from documents.picture import FONTS
from screen.address.address import CODES, PERIODS
from screen.language.vocabulary import name, names
from screen.language.words import speak

TABLES = sorted(file.stem for file in HOME.glob("*.csv"))
IN_DATABASE = [table for table in TABLES if table.upper() in vars(codes)]
LONGEST_ON_A_TILE = 13
PLACEHOLDER = re.compile(r"{\w*}")
WHOLE = "code,en,fi,sv\na,A,A,A\n"


@pytest.mark.parametrize("table", TABLES)
def test_every_code_has_its_words_in_three_languages(table: str) -> None:
    for language in LANGUAGES:
        said = words(table, language)
        assert tuple(said) == codes_of(table)
        assert all(word and word == word.strip() for word in said.values())


@pytest.mark.parametrize("table", TABLES)
def test_words_of_a_code_have_the_same_placeholders_in_each_language(table: str) -> None:
    for row in read(HOME / f"{table}.csv"):
        for column in (column for column in row if column.endswith(ENGLISH)):
            stem = column.removesuffix(ENGLISH)
            kinds = {frozenset(PLACEHOLDER.findall(row[f"{stem}{language}"])) for language in LANGUAGES}
            assert len(kinds) == 1, row[column]


@pytest.mark.parametrize("table", TABLES)
def test_two_codes_of_a_list_never_have_the_same_name(table: str) -> None:
    for language in LANGUAGES:
        assert len(set(words(table, language).values())) == len(codes_of(table))


def test_the_lists_of_the_case_database_end_with_what_is_not_known() -> None:
    assert len(IN_DATABASE) == 10
    for table in IN_DATABASE:
        assert vars(codes)[table.upper()] == codes_of(table)
        assert codes_of(table)[-1] == codes.UNKNOWN


def test_codes_that_are_chosen_in_the_address_have_their_words() -> None:
    assert set(codes_of("filters")) == set(CODES)
    assert set(codes_of("period_choices")) == set(PERIODS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_short_names_of_sectors_do_not_touch_in_the_heads_of_a_matrix(language: str) -> None:
    font = ImageFont.truetype(FONTS / "SourceSans3-Regular.ttf", 12)
    lines = {line for name in words("sectors", language, "short").values() for line in name.split("|")}
    assert {line for line in lines if font.getlength(line) > HEAD_ROOM} == set()


def test_short_names_of_regions_fit_a_tile() -> None:
    known = {region.code: region for region in regions()}
    for language in LANGUAGES:
        short = words("region_tiles", language)
        fallen_back = {code: getattr(region, f"name_{language}") for code, region in known.items()} | dict(short)
        assert set(fallen_back) == set(known)
        assert all(len(word) <= LONGEST_ON_A_TILE for word in fallen_back.values())


def test_words_are_given_in_the_language_of_the_viewer() -> None:
    said = copy_context().run(_said_in, "fi")
    assert said == ["Seuranta", "Seuranta", "Tee seuranta tai aseta uusi päivä"]


def _said_in(language: str) -> list[str]:
    speak(language)
    one = ("deadline_kinds", "follow_up")
    return [name(*one), names(one[0])[one[1]], name(*one, "next_step")]


def test_a_code_without_a_name_stands_for_itself() -> None:
    assert name("deadline_kinds", "E-700") == "E-700"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (WHOLE + "b,B,,B\n", "line 3: it lacks fi"),
        (WHOLE + "b,B,B\n", "line 3: it lacks sv"),
        (WHOLE + "a,B,B,B\n", "line 3: the code a is there already"),
        ("code,en,fi\na,A,A\n", "they have to be code, en, fi, sv"),
        ("code,en,fi,sv,short_en,short_sv\na,A,A,A,A,A\n", "short_en, short_fi, short_sv"),
        ("", "they have to be code, en, fi, sv"),
    ],
)
def test_a_table_that_is_not_whole_is_refused_in_words(text: str, problem: str, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(VocabularyRefused, match=problem) as refused:
        read(file)
    assert str(file) in str(refused.value)
