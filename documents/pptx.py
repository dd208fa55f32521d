"""Sheets as a presentation, 16:9: native titles, text and tables, charts as pictures, the stamp on every slide."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Slides
from pptx.slide import Slide
from pptx.util import Inches

from documents import pptx_blocks
from documents.pptx_blocks import BOTTOM, LEFT, TOP, WIDTH, Frame
from documents.sheet import NothingToExport, Phrase, Sheet, Stamp, Table

TITLE_ONLY = 5  # of python-pptx's own template
SHORT_TITLE = 80

_LANGUAGES = {"en": "en-GB", "fi": "fi-FI", "sv": "sv-FI"}


def pptx(sheets: Sequence[Sheet], stamp: Stamp) -> bytes:
    """The sheets as a PPTX, one slide each; what has no room goes on on a slide with the same title and a number.

    Raises NothingToExport without any sheet.
    """
    if not sheets:
        raise NothingToExport(stamp.what)
    slides = Presentation()
    slides.slide_width, slides.slide_height = Inches(13.333), Inches(7.5)
    about = slides.core_properties
    about.title, about.subject, about.author = stamp.what, stamp.filters, "Saumaton"
    about.language, about.comments = stamp.language, " · ".join(filter(None, (stamp.data, stamp.audience, stamp.demo)))
    for sheet in sheets:
        _draw(slides, sheet, stamp)
    _speak(slides, _LANGUAGES.get(stamp.language, stamp.language))
    file = BytesIO()
    slides.save(file)
    return file.getvalue()


def _draw(slides: Slides, sheet: Sheet, stamp: Stamp) -> None:
    """The slides of a sheet: a block begins a new one where it has no room, and a table goes on on it."""
    number, slide = 1, _slide(slides, sheet, stamp, 1)
    top, waiting = TOP, list(sheet.blocks)
    while waiting:
        block = waiting.pop(0)
        after = sum(pptx_blocks.height(one) for one in waiting if not isinstance(one, Table))
        fitting, rest = pptx_blocks.split(block, BOTTOM - top, whole_slide=top == TOP)
        if fitting:
            top += pptx_blocks.draw(slide, fitting, Frame(top, BOTTOM - top, after), stamp)
        if rest:
            number, top, slide = number + 1, TOP, _slide(slides, sheet, stamp, number + 1)
            waiting.insert(0, rest)


def _slide(slides: Slides, sheet: Sheet, stamp: Stamp, number: int) -> Slide:
    slide: Slide = slides.slides.add_slide(slides.slide_layouts[TITLE_ONLY])
    title: Any = slide.shapes.title
    title.left, title.top, title.width, title.height = map(Inches, (LEFT, 0.35, WIDTH, 0.95))
    title.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    phrases = [*sheet.title, Phrase(f"({number})", "few")] if number > 1 else sheet.title
    size = 30 if sum(len(phrase.text) for phrase in phrases) <= SHORT_TITLE else 22
    paragraph = title.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT
    for place, phrase in enumerate(phrases):
        pptx_blocks.write(
            paragraph, (" " if place else "") + phrase.text, size, phrase.tone, bold=phrase.tone == "attention"
        )
    _stamp(slide, stamp)
    if sheet.notes and number == 1:
        notes: Any = slide.notes_slide.notes_text_frame
        notes.text = sheet.notes
    return slide


def _stamp(slide: Slide, stamp: Stamp) -> None:
    box = slide.shapes.add_textbox(*map(Inches, (LEFT, 6.8, WIDTH, 0.5)))
    box.name = "Stamp"
    frame = box.text_frame
    frame.word_wrap = True
    first, second = frame.paragraphs[0], frame.add_paragraph()
    pptx_blocks.write(first, " · ".join(filter(None, (stamp.what, stamp.data, stamp.demo))), 10, "few")
    pptx_blocks.write(second, " · ".join(filter(None, (stamp.filters, stamp.audience))), 10, "few")


def _speak(slides: Slides, language: str) -> None:
    """Say in what language the text is, so that it is read aloud and checked in it."""
    for element in _texts(slides):
        for run in element.iter(qn("a:r")):
            run.get_or_add_rPr().set("lang", language)


def _texts(slides: Slides) -> Iterator[Any]:
    for slide in slides.slides:
        yield slide.element
        if slide.has_notes_slide:
            yield slide.notes_slide.element
