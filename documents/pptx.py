"""Sheets as a presentation, 16:9: native titles, text and tables, charts as pictures, the stamp on every slide.

Heights and places are in inches, from the top of the slide.
"""

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from itertools import accumulate, chain
from math import ceil
from typing import Any

from PIL import Image
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Slides
from pptx.slide import Slide
from pptx.util import Inches, Pt

from charts.colours import inks, palette
from documents.picture import ChartNotDrawn, png
from documents.pptx_table import ROW, row_heights, rows_of, shares
from documents.sheet import (
    Block,
    Chart,
    Column,
    Figures,
    NothingToExport,
    Phrase,
    Sheet,
    Stamp,
    Table,
    Tone,
    Words,
    text_of,
)

TITLE_ONLY = 5  # of python-pptx's own template
SHORT_TITLE = 80
LEFT, WIDTH = 0.6, 12.13
TOP, BOTTOM = 1.45, 6.75
LINE = 0.34  # a line of text of TEXT points
TEXT = 18
IN_TABLE = 14
GAP = 0.15
SMALLEST_CHART = 2.2
LETTERS = 95  # of TEXT points side by side, in the widest of the letters that stand in for those of the file

_LANGUAGES = {"en": "en-GB", "fi": "fi-FI", "sv": "sv-FI"}
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_LOOK = palette("light")
_INKS = inks(_LOOK)


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
        after = sum(_height(one) for one in waiting if not isinstance(one, Table))
        fitting, rest = _split(block, BOTTOM - top, whole_slide=top == TOP)
        if not rest and isinstance(block, Table) and _leaves_alone(block, waiting, BOTTOM - top):
            fitting, rest = (replace(block, rows=rows) for rows in (block.rows[:-1], block.rows[-1:]))
        if fitting:
            top += _draw_block(slide, fitting, top, BOTTOM - after, stamp)
        if rest:
            number, top, slide = number + 1, TOP, _slide(slides, sheet, stamp, number + 1)
            waiting.insert(0, rest)


def _leaves_alone(block: Table, waiting: Sequence[Block], room: float) -> bool:
    """Whether words after a table would stand on a slide of their own, to which its last row can go too."""
    words = next((one for one in waiting[:1] if isinstance(one, Words)), None)
    return words is not None and len(block.rows) > 1 and _height(block) + _height(words) > room


def _slide(slides: Slides, sheet: Sheet, stamp: Stamp, number: int) -> Slide:
    slide: Slide = slides.slides.add_slide(slides.slide_layouts[TITLE_ONLY])
    title: Any = slide.shapes.title
    title.left, title.top, title.width, title.height = map(Inches, (LEFT, 0.35, WIDTH, 0.95))
    title.text_frame.vertical_anchor, title.text_frame.margin_left = MSO_ANCHOR.MIDDLE, 0
    phrases = [*sheet.title, Phrase(f"({number})", "few")] if number > 1 else sheet.title
    size = 30 if sum(len(phrase.text) for phrase in phrases) <= SHORT_TITLE else 22
    paragraph = title.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT
    for place, phrase in enumerate(phrases):
        space = " " if place else ""
        _write(paragraph, space + phrase.text, size, phrase.tone, bold=phrase.tone == "attention")
    _stamp(slide, stamp)
    if sheet.notes and number == 1:
        notes: Any = slide.notes_slide.notes_text_frame
        notes.text = sheet.notes
    return slide


def _stamp(slide: Slide, stamp: Stamp) -> None:
    box = slide.shapes.add_textbox(*map(Inches, (LEFT, 6.8, WIDTH, 0.5)))
    box.name = "Stamp"
    frame = box.text_frame
    frame.word_wrap, frame.margin_left = True, 0
    first, second = frame.paragraphs[0], frame.add_paragraph()
    _write(first, " · ".join(filter(None, (stamp.what, stamp.data, stamp.demo))), 10, "few")
    _write(second, " · ".join(filter(None, (stamp.filters, stamp.audience))), 10, "few")


def _speak(slides: Slides, language: str) -> None:
    """Say in what language the text is, so that it is read aloud and checked in it."""
    for slide in slides.slides:
        notes = [slide.notes_slide.element] if slide.has_notes_slide else []
        for run in chain.from_iterable(element.iter(qn("a:r")) for element in (slide.element, *notes)):
            run.get_or_add_rPr().set("lang", language)


def _height(block: Block) -> float:
    """How much a block takes; of a chart, the least."""
    match block:
        case Words():
            return LINE * (ceil(len(text_of(block.words)) / LETTERS) + bool(block.heading)) + GAP
        case Figures():
            return 1.6
        case Table():
            return LINE + sum(row_heights(block)) + GAP
        case Chart():
            return SMALLEST_CHART


def _split(block: Block, room: float, *, whole_slide: bool) -> tuple[Block | None, Block | None]:
    """What of a block has room, and what goes on on the next slide; each may be None. Only a table is ever split; on a
    slide of its own, something always has room.
    """
    if _height(block) <= room:
        return block, None
    if not isinstance(block, Table):
        return (block, None) if whole_slide else (None, block)
    ends = list(accumulate(row_heights(block)))
    taken = sum(end <= room - LINE - GAP for end in ends[1:]) or int(whole_slide)
    if not taken:
        return None, block
    rest = replace(block, rows=block.rows[taken:])
    return replace(block, rows=block.rows[:taken]), rest if rest.rows else None


def _draw_block(slide: Slide, block: Block, top: float, bottom: float, stamp: Stamp) -> float:
    """Draw a block from `top` on, a chart as large as it can be above `bottom`; gives the height that it took."""
    match block:
        case Words():
            _words(slide, block, top)
        case Figures():
            _figures(slide, block, top)
        case Table():
            _table(slide, block, top)
        case Chart():
            return _chart(slide, block, top, bottom, stamp)
    return _height(block)


def _write(paragraph: Any, text: str, size: int, tone: Tone = "", *, bold: bool = False) -> None:
    """Add text to a paragraph, in points and in the colour of its tone."""
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold = Pt(size), bold
    run.font.color.rgb = _rgb(_INKS.get(tone, _LOOK.ink))


def _rgb(colour: str) -> RGBColor:
    made: RGBColor = RGBColor(*bytes.fromhex(colour.removeprefix("#")))  # type: ignore[no-untyped-call]
    return made


def _box(slide: Slide, left: float, top: float, width: float, height: float) -> Any:
    frame = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(width), Inches(height)).text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = 0
    return frame


def _heading(slide: Slide, text: str, top: float) -> None:
    if text:
        _write(_box(slide, LEFT, top, WIDTH, LINE).paragraphs[0], text, TEXT, bold=True)


def _words(slide: Slide, block: Words, top: float) -> None:
    box = _box(slide, LEFT, top, WIDTH, _height(block) - GAP)
    paragraph = box.paragraphs[0]
    if block.heading:
        _write(paragraph, text_of(block.heading), TEXT, bold=True)
        paragraph = box.add_paragraph()
    _write(paragraph, text_of(block.words), TEXT)


def _figures(slide: Slide, block: Figures, top: float) -> None:
    width = WIDTH / max(len(block.figures), 1)
    for place, one in enumerate(block.figures):
        box = _box(slide, LEFT + place * width, top, width - GAP, _height(block) - GAP)
        _write(box.paragraphs[0], one.figure, 40, one.tone, bold=True)
        if one.unit:
            _write(box.paragraphs[0], f" {one.unit}", TEXT, one.tone)
        _write(box.add_paragraph(), one.label, 16, one.tone)
        if one.note:
            _write(box.add_paragraph(), one.note, 13, "few")


def _chart(slide: Slide, block: Chart, top: float, bottom: float, stamp: Stamp) -> float:
    above = LINE + GAP if block.heading else 0
    _heading(slide, block.heading, top)
    try:
        drawn = png(block.recipe, stamp.language)
    except ChartNotDrawn:
        instead = Words(block.recipe.alt, stamp.not_drawn)
        _words(slide, instead, top + above)
        return above + _height(instead)
    wide, high = Image.open(BytesIO(drawn)).size
    width = min(WIDTH, max(bottom - top - above - GAP, SMALLEST_CHART - LINE - 2 * GAP) * wide / high)
    picture: Any = slide.shapes.add_picture(BytesIO(drawn), Inches(LEFT), Inches(top + above), Inches(width))
    picture._element.nvPicPr.cNvPr.set("descr", _printable(block.recipe.alt))
    return above + width * high / wide + GAP


def _table(slide: Slide, block: Table, top: float) -> None:
    _heading(slide, block.caption, top)
    place = Inches(LEFT), Inches(top + LINE + 0.06), Inches(WIDTH), Inches(ROW)
    shape: Any = slide.shapes.add_table(len(block.rows) + 1, len(block.columns), *place)
    shape._element.nvGraphicFramePr.cNvPr.set("descr", _printable(block.caption))
    shape._element.graphic.graphicData.tbl.tblPr.find(".//{*}tableStyleId").text = _NO_STYLE
    for column, share in zip(shape.table.columns, shares(block), strict=True):
        column.width = Inches(WIDTH * share)
    for row, phrases, high in zip(shape.table.rows, rows_of(block), row_heights(block), strict=True):
        row.height = Inches(high)
        for cell, phrase, column in zip(row.cells, phrases, block.columns, strict=True):
            _cell(cell, phrase, column, strong=phrases[0].tone == "total")


def _printable(text: str) -> str:
    """Text without the control characters that no file of Office may hold."""
    return "".join(letter for letter in text if letter.isprintable() or letter in "\n\t")


def _cell(cell: Any, phrase: Phrase, column: Column, *, strong: bool) -> None:
    cell.margin_top = cell.margin_bottom = Inches(0.03)
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if column.figures else PP_ALIGN.LEFT
    if phrase.before:
        _write(paragraph, f"{phrase.before} ", IN_TABLE, "few")
    _write(paragraph, phrase.text, IN_TABLE, phrase.tone, bold=strong or phrase.tone == "attention")
    if phrase.after:
        _write(paragraph, f" {phrase.after}", IN_TABLE, "few")
    if strong:
        cell.fill.solid()
        cell.fill.fore_color.rgb = _rgb(_LOOK.panel)
