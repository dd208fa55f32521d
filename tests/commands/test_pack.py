"""`manage.py pack`: the minutes of a meeting as a file, with its fixed figures, or a clear refusal."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
import streamlit as st
from pptx import Presentation
from sqlalchemy import Engine, select
from typer.testing import CliRunner, Result

from commands.pack import view_of_meeting
from config.agenda import ITEMS
from config.settings import read_settings
from manage import app
from screen.language.words import speak
from screen.sections.meeting import agenda
from screen.view.stamp import dated
from store.facts.replica import Replica
from store.own import meetings, minutes
from store.own import tables as own_tables
from store.own.actions import NewAction, add_action
from store.own.meetings import Meeting, Opening
from store.own.minutes import Fixing
from store.source import engine
from tests.made_cases import fill
from tests.rows import a_case, a_handover, an_agency

NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def own(tmp_path: Path, sqlite_url: str, migrated_own: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The own database of an installation with one handover that waits far too long."""
    monkeypatch.setenv("SAUMATON_VAR", str(tmp_path))
    monkeypatch.setenv("SAUMATON_DATABASE_URL", sqlite_url)
    monkeypatch.delenv("SAUMATON_OWN_DATABASE_URL", raising=False)
    st.cache_resource.clear()
    sent = a_handover("C", NOW - timedelta(days=60), handover_id="H")
    fill(sqlite_url, {"agencies": [an_agency("A"), an_agency("B")], "cases": [a_case("C")], "handovers": [sent]})
    yield engine(f"sqlite:///{shutil.copy(migrated_own, tmp_path / 'own.sqlite')}")
    speak("en")
    st.cache_resource.clear()
    st.cache_data.clear()


def a_meeting(own: Engine, *, fixed: bool = True) -> Meeting:
    opened = meetings.open_meeting(own, Opening("aino", "officials", {"period": ["all"]}, ITEMS), NOW)
    if not fixed:
        return opened
    view = view_of_meeting(Replica(read_settings()), opened)
    found = {item: agenda.current_figures(item, opened, own, view) for item in ITEMS}
    return minutes.fix(own, opened.number, Fixing(view.now, found), NOW).meeting


def pack(out: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["pack", "--out", str(out), *options])


def test_the_latest_meeting_becomes_a_pdf_with_a_page_for_each_item(own: Engine, tmp_path: Path) -> None:
    a_meeting(own)
    done = pack(tmp_path / "minutes.pdf")
    assert done.exit_code == 0, done.output
    pages = pypdf.PdfReader(tmp_path / "minutes.pdf").pages
    assert len(pages) >= len(ITEMS)
    assert all("For officials of the coordination" in page.extract_text() for page in pages)
    assert all("locked for this meeting" in page.extract_text() for page in pages)
    assert not (tmp_path / ".minutes.pdf.part").exists()


def test_the_first_page_says_when_the_meeting_was_who_was_there_and_who_acts(own: Engine, tmp_path: Path) -> None:
    meeting = a_meeting(own)
    add_action(own, meeting.number, NewAction("Call them", "Police", NOW.date() + timedelta(days=3)), "aino", NOW)
    add_action(own, meeting.number, NewAction("Call again", "Police", NOW.date() + timedelta(days=3)), "aino", NOW)
    running = first_page(tmp_path, own)
    assert re.search(r"Ended\s+Not yet", running)
    meetings.close(own, meeting.number, NOW + timedelta(hours=1))
    closed = first_page(tmp_path, own)
    began, ended = (dated(at) for at in (NOW, NOW + timedelta(hours=1)))
    assert re.search(rf"Began\s+{began}\s+Ended\s+{ended}\s+In the room\s+Officials only", closed)
    assert re.search(r"Actions go to\s+Police\s+Agreed", closed)
    assert "Call them" in closed


def test_a_meeting_that_agreed_nothing_says_so(own: Engine, tmp_path: Path) -> None:
    a_meeting(own)
    assert "Nothing was agreed in this meeting" in first_page(tmp_path, own)


def first_page(folder: Path, own: Engine) -> str:
    """The words of the first page of the minutes."""
    assert pack(folder / "minutes.pdf").exit_code == 0
    return pypdf.PdfReader(folder / "minutes.pdf").pages[0].extract_text()


def test_a_meeting_by_its_number_becomes_a_pptx_in_another_language(own: Engine, tmp_path: Path) -> None:
    meeting = a_meeting(own)
    done = pack(tmp_path / "minutes.PPTX", "--meeting", str(meeting.number), "--language", "fi")
    assert done.exit_code == 0, done.output
    made = Presentation(BytesIO((tmp_path / "minutes.PPTX").read_bytes()))
    assert len(made.slides) >= len(ITEMS)
    assert made.core_properties.language == "fi"


def test_the_figures_are_those_that_were_fixed(own: Engine, tmp_path: Path, sqlite_url: str) -> None:
    a_meeting(own)
    assert pack(tmp_path / "before.pdf").exit_code == 0
    fill(
        sqlite_url, {"cases": [a_case("D")], "handovers": [a_handover("D", NOW - timedelta(days=50), handover_id="I")]}
    )
    assert pack(tmp_path / "after.pdf").exit_code == 0
    before, after = (
        [page.extract_text() for page in pypdf.PdfReader(tmp_path / name).pages] for name in ("before.pdf", "after.pdf")
    )
    assert before == after


def test_taking_the_minutes_away_is_written_down(own: Engine, tmp_path: Path) -> None:
    meeting = a_meeting(own)
    pack(tmp_path / "minutes.pdf")
    with own.connect() as connection:
        row = connection.execute(select(own_tables.access_log)).one()
    assert (row.user_name, row.event) == ("manage.py", "export")
    assert row.scope == f"meeting-{meeting.number}.pdf?period=all"


@pytest.mark.parametrize(
    ("name", "options", "code", "said"),
    [
        ("minutes.doc", (), 2, "has to end with .pdf or .pptx"),
        ("minutes.pdf", ("--meeting", "first"), 2, "neither the number of a meeting nor latest"),
        ("minutes.pdf", ("--language", "de"), 2, "--language de"),
        ("minutes.pdf", ("--meeting", "99"), 1, "there is no meeting 99"),
        ("minutes.pdf", ("--meeting", "1"), 1, "the figures of meeting 1 were not fixed"),
        ("minutes.pdf", (), 1, "no meeting has fixed figures yet"),
    ],
)
def test_what_cannot_be_written_is_refused(
    own: Engine, tmp_path: Path, name: str, options: tuple[str, ...], code: int, said: str
) -> None:
    a_meeting(own, fixed=False)
    done = pack(tmp_path / name, *options)
    assert (done.exit_code, said in done.stderr) == (code, True), done.stderr
    assert not (tmp_path / name).exists()


def test_a_folder_that_is_not_there_is_refused(own: Engine, tmp_path: Path) -> None:
    a_meeting(own)
    done = pack(tmp_path / "nowhere" / "minutes.pdf")
    assert done.exit_code == 1
    assert "cannot be written" in done.stderr
