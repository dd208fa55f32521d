"""What somebody types or delivers stays text wherever it comes out: on pages, on slides, in PDF, PPTX, XLSX, CSV."""

import csv
import json
from collections.abc import Iterator
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pypdf
import pytest
from pptx import Presentation

from tests.attacks.conftest import Attacked, says_why
from tests.attacks.line import Answer, Tab, a_tab, alive, fetched, living_labels, pressed, text
from tests.attacks.payloads import ALL, MARK

RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NOTE = "Only who presents reads this"


@pytest.fixture(scope="module")
def cookie(attacked: Attacked) -> str:
    """That of a coordinator who prepares a meeting, for whom each attack was typed."""
    cookie = attacked.cookie("coordination")
    with a_tab(attacked.url, cookie) as tab:
        answer = meeting(tab)
        for payload in ALL:
            answer = agree(tab, answer, payload)
        notes = [text(one, value=f"{NOTE} {ALL[0]}") for one in set(answer.widgets()) if "-meeting-note-" in one]
        answer = tab.ask("meeting", "", *notes, pressed(answer.widget("-meeting-notes")))
        assert "The notes are saved." in answer.html
    return cookie


def meeting(tab: Tab) -> Answer:
    """The meeting that runs; one is opened where there is none."""
    answer = tab.ask("meeting")
    opening = answer.widgets("-meeting-open")
    return tab.ask("meeting", "", pressed(opening[0])) if opening else answer


def agree(tab: Tab, answer: Answer, payload: str) -> Answer:
    """Add an action whose words are the attack."""
    what, who = (next(one for one in answer.widgets() if f"-meeting-{field}-" in one) for field in ("what", "who"))
    adding = pressed(answer.widget("-meeting-add"))
    return tab.ask("meeting", "", text(what, value=payload), text(who, value=payload[:100]), adding)


def wall(tab: Tab) -> dict[str, Any]:
    """What the script of the deck reads."""
    answer = tab.ask("meeting", "", pressed(tab.ask("meeting").widget("-meeting-start")))
    [deck] = [one for one in answer.of("bidi_component") if one.id.endswith("meeting-deck")]
    found: dict[str, Any] = json.loads(deck.json or deck.mixed.json)
    return found


def files(tab: Tab, attacked: Attacked, cookie: str, page: str, query: str = "") -> Iterator[tuple[str, bytes]]:
    """Each file of tables or slides that a page offers."""
    answer = tab.ask(page, query)
    named = [text(one, value=f"=cmd {MARK}") for one in set(answer.widgets()) if "-recipient-" in one]
    answer = tab.ask(page, query, *named) if named else answer
    for button in answer.of("download_button"):
        if button.deferred_file_id and not button.id.endswith((".png", ".svg")):
            address = tab.operation(button.deferred_file_id)
            status, content = fetched(attacked.url + address, cookie)
            assert (status, address[:7]) == (200, "/media/"), button.id
            yield button.id.rpartition(".")[2], content


def test_what_was_agreed_is_text_on_the_page_and_on_the_wall(attacked: Attacked, cookie: str) -> None:
    for user in ("coordination", "agency", "ministry"):
        with attacked.tab(user) as tab:
            answer = meeting(tab)
            assert answer.html.count(MARK) >= len(ALL)
            assert alive(answer.html) == []
            assert living_labels(answer) == []
            shown = wall(tab)
            slides = "\n".join([*(slide["html"] for slide in shown["slides"]), shown["form"]])
            assert MARK in slides
            assert [found for found in alive(slides) if found != "form"] == []


@pytest.mark.parametrize("user", ["agency", "ministry", "rapporteur"])
@pytest.mark.usefixtures("cookie")
def test_the_notes_are_the_presenters(attacked: Attacked, user: str) -> None:
    with attacked.tab("coordination") as tab:
        assert NOTE in json.dumps(wall(tab))
    with attacked.tab(user) as tab:
        answer = tab.ask("meeting")
        assert NOTE.encode() not in answer.raw
        for start in answer.widgets("-meeting-start"):
            assert NOTE.encode() not in tab.ask("meeting", "", pressed(start)).raw


def is_text(kind: str, content: bytes) -> None:
    """Nothing in a file does something of its own."""
    if kind == "csv":
        cells = [cell for row in csv.reader(StringIO(content.decode("utf-8-sig"))) for cell in row]
        assert not [cell for cell in cells if MARK in cell and cell.startswith(RUNS)]
    elif kind == "xlsx":
        book = openpyxl.load_workbook(BytesIO(content))
        found = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert not [cell.value for cell in found if cell.data_type == "f" or cell.hyperlink]
    elif kind == "pptx":
        parts = [relation for slide in Presentation(BytesIO(content)).slides for relation in slide.part.rels.values()]
        assert not [relation for relation in parts if relation.is_external]
    else:
        pages = pypdf.PdfReader(BytesIO(content)).pages
        acts = [one.get_object().get("/A") for page in pages for one in page.get("/Annots") or ()]
        assert not [act for act in acts if act and act.get_object().get("/S") != "/GoTo"]
        assert b"/JavaScript" not in content


def test_names_and_recipients_are_text_in_every_file(attacked: Attacked, cookie: str) -> None:
    kinds = set()
    with a_tab(attacked.url, cookie) as tab:
        says_why(tab, "lists")
        for page, query in (("yearly", ""), ("lists", "list=sent"), ("cooperation", ""), ("handovers", "")):
            for kind, content in files(tab, attacked, cookie, page, query):
                is_text(kind, content)
                kinds.add(kind)
    assert kinds >= {"csv", "xlsx", "pdf"}


def test_what_was_agreed_is_text_in_the_minutes_and_the_log(attacked: Attacked, cookie: str) -> None:
    with a_tab(attacked.url, cookie) as tab:
        running = meeting(tab)
        tab.ask("meeting", "", pressed(running.widget("-meeting-fix")))
        found = dict(files(tab, attacked, cookie, "meeting"))
    for kind in ("pdf", "pptx"):
        is_text(kind, found[kind])
    said = "\n".join(
        shape.text_frame.text if shape.has_text_frame else "\n".join(cell.text for cell in shape.table.iter_cells())
        for slide in Presentation(BytesIO(found["pptx"])).slides
        for shape in slide.shapes
        if shape.has_text_frame or shape.has_table
    )
    assert f"<script>{MARK}()</script>" in said
    assert NOTE not in said
    with attacked.tab("administration") as tab:
        answer = tab.ask("access_log")
        assert MARK in answer.html
        assert alive(answer.html) == []
