"""Slides of minutes that the release before kept: the same numbers in the same places, in each language."""

import re
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
import streamlit as st
from pptx import Presentation
from typer.testing import CliRunner

from config.languages import LANGUAGES
from manage import app
from screen.language.words import speak
from store.demo.cases import DemoScale
from store.demo.making import make_demo
from store.schema import OWN_DATABASE, migrate
from store.source import engine
from tests.store.own.kept import restored, slides

GOES_ON = r"--- \d+\n.* \(\d+\)\n.*\n.*\n"  # a title with a number, and the two lines of the stamp
NUMBER = re.compile(r"\d+(?:[ \u202f\u00a0.,:/]\d+)*")


@pytest.fixture
def environment(tmp_path: Path, sqlite_url: str) -> dict[str, str]:
    """An installation of today with minutes of the release before; of the cases only names of agencies matter."""
    demo = DemoScale(months=1, opened_a_month=2, median_days_open=30)
    make_demo(engine(sqlite_url), now=datetime(2026, 9, 14, 6, 12, tzinfo=UTC), scale=demo)
    own = restored(tmp_path)
    migrate(engine(own), OWN_DATABASE)
    return {
        "SAUMATON_VAR": str(tmp_path),
        "SAUMATON_DATABASE_URL": sqlite_url,
        "SAUMATON_OWN_DATABASE_URL": own,
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_stand_where_they_stood(language: str, environment: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "minutes.pptx"
    st.cache_resource.clear()
    done = CliRunner().invoke(
        app, ["pack", "--meeting", "2", "--language", language, "--out", str(out)], env=environment
    )
    speak("en")
    st.cache_resource.clear()
    assert done.exit_code == 0, done.output
    (held, *now), (*kept, agreed) = numbers(words_of(out.read_bytes())), numbers(slides(language))
    if language != "fi":
        # the release before counted one region where the names of two were too long for a line
        assert kept[4][:2] == ["11", "52"]
        kept[4][0] = "19"
    assert now == kept
    # what was agreed stands on the first slide now, with when the meeting began and ended
    rest = iter(held)
    assert all(number in rest for number in agreed)


def numbers(words: str) -> list[list[str]]:
    """The numbers on each slide, in order; of one that only goes on with the slide before, on that."""
    return [NUMBER.findall(slide.partition("\n")[2]) for slide in re.sub(GOES_ON, "", words).split("--- ")[1:]]


def words_of(presentation: bytes) -> str:
    """All words of a presentation and of its pictures' alternative texts, each slide after a line with its number."""
    found = []
    for number, slide in enumerate(Presentation(BytesIO(presentation)).slides, start=1):
        found.append(f"--- {number}")
        for shape in slide.shapes:
            if shape.has_text_frame:
                found += [line for line in shape.text_frame.text.split("\n") if line.strip()]
            if shape.has_table:
                found += [" | ".join(cell.text for cell in row.cells) for row in shape.table.rows]
            found += [told for told in shape._element.xpath(".//p:cNvPr/@descr") if told]
    return "\n".join(found)
