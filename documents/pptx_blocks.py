"""The blocks of a sheet on a slide of a presentation. Heights and places are in inches, from the top of the slide."""

from dataclasses import dataclass, replace
from io import BytesIO
from itertools import accumulate
from math import ceil
from typing import Any

from PIL import Image
from pptx.dml.color import RGBColor
from pptx.enum.text import PP_ALIGN
from pptx.slide import Slide
from pptx.util import Inches, Pt

from charts.look import inks, palette
from documents.picture import ChartNotDrawn, png
from documents.sheet import Block, Chart, Column, Figures, Phrase, Stamp, Table, Tone, Words

LEFT, WIDTH = 0.6, 12.13
TOP, BOTTOM = 1.45, 6.75
LINE = 0.34  # a line of text of TEXT points
TEXT = 18
IN_TABLE = 14
ROW = 0.33  # a line in a table, with its share of the margins
GAP = 0.15
SMALLEST_CHART = 2.2
LETTERS = 120  # of TEXT points side by side
LETTERS_IN_TABLE = 150

_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_LOOK = palette("light")
_INKS = inks(_LOOK)


@dataclass(frozen=True)
class Frame:
    """Where a block stands: its top, the height that is left, and how much of it those after it need."""

    top: float
    height: float
    after: float = 0


def height(block: Block) -> float:
    """How much a block takes; of a chart, the least."""
    match block:
        case Words():
            return LINE * (ceil(len(block.words) / LETTERS) + bool(block.heading)) + GAP
        case Figures():
            return 1.6
        case Table():
            return LINE + sum(_row_heights(block)) + GAP
        case Chart():
            return SMALLEST_CHART


def split(block: Block, room: float, *, whole_slide: bool) -> tuple[Block | None, Block | None]:
    """What of a block has room, and what goes on on the next slide; each may be None. Only a table is ever split; on a
    slide of its own, something always has room.
    """
    if height(block) <= room:
        return block, None
    if not isinstance(block, Table):
        return (block, None) if whole_slide else (None, block)
    ends = list(accumulate(_row_heights(block)))
    taken = sum(end <= room - LINE - GAP for end in ends[1:]) or int(whole_slide)
    if not taken:
        return None, block
    rest = replace(block, rows=block.rows[taken:])
    return replace(block, rows=block.rows[:taken]), rest if rest.rows else None


def draw(slide: Slide, block: Block, frame: Frame, stamp: Stamp) -> float:
    """Draw a block; gives the height that it took."""
    match block:
        case Words():
            return _words(slide, block, frame)
        case Figures():
            return _figures(slide, block, frame)
        case Table():
            return _table(slide, block, frame)
        case Chart():
            return _chart(slide, block, frame, stamp)


def write(paragraph: Any, text: str, size: int, tone: Tone = "", *, bold: bool = False) -> None:
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


def _words(slide: Slide, block: Words, frame: Frame) -> float:
    box = _box(slide, LEFT, frame.top, WIDTH, height(block) - GAP)
    paragraph = box.paragraphs[0]
    if block.heading:
        write(paragraph, block.heading, TEXT, bold=True)
        paragraph = box.add_paragraph()
    write(paragraph, block.words, TEXT)
    return height(block)


def _figures(slide: Slide, block: Figures, frame: Frame) -> float:
    width = WIDTH / max(len(block.figures), 1)
    for place, one in enumerate(block.figures):
        box = _box(slide, LEFT + place * width, frame.top, width - GAP, height(block) - GAP)
        write(box.paragraphs[0], one.figure, 40, one.tone, bold=True)
        if one.unit:
            write(box.paragraphs[0], f" {one.unit}", TEXT, one.tone)
        write(box.add_paragraph(), one.label, 16, one.tone)
        if one.note:
            write(box.add_paragraph(), one.note, 13, "few")
    return height(block)


def _chart(slide: Slide, block: Chart, frame: Frame, stamp: Stamp) -> float:
    top = frame.top
    if block.heading:
        write(_box(slide, LEFT, top, WIDTH, LINE).paragraphs[0], block.heading, TEXT, bold=True)
        top += LINE + GAP
    try:
        drawn = png(block.recipe, stamp.language)
    except ChartNotDrawn:
        return top - frame.top + _words(slide, Words(block.recipe.alt, stamp.not_drawn), Frame(top, frame.height))
    wide, high = Image.open(BytesIO(drawn)).size
    room = max(frame.top + frame.height - frame.after - top, SMALLEST_CHART - LINE - GAP)
    width = min(WIDTH, room * wide / high)
    picture: Any = slide.shapes.add_picture(BytesIO(drawn), Inches(LEFT), Inches(top), Inches(width))
    picture._element.nvPicPr.cNvPr.set("descr", printable(block.recipe.alt))
    return top - frame.top + width * high / wide + GAP


def _table(slide: Slide, block: Table, frame: Frame) -> float:
    top = frame.top
    if block.caption:
        write(_box(slide, LEFT, top, WIDTH, LINE).paragraphs[0], block.caption, TEXT, bold=True)
    place = Inches(LEFT), Inches(top + LINE + 0.06), Inches(WIDTH), Inches(ROW)
    shape: Any = slide.shapes.add_table(len(block.rows) + 1, len(block.columns), *place)
    shape._element.nvGraphicFramePr.cNvPr.set("descr", printable(block.caption))
    shape._element.graphic.graphicData.tbl.tblPr.find(".//{*}tableStyleId").text = _NO_STYLE
    for column, share in zip(shape.table.columns, _shares(block), strict=True):
        column.width = Inches(WIDTH * share)
    rows = [_heads(block), *block.rows]
    for row, phrases, high in zip(shape.table.rows, rows, _row_heights(block), strict=True):
        row.height = Inches(high)
        for cell, phrase, column in zip(row.cells, phrases, block.columns, strict=True):
            _cell(cell, phrase, column, strong=phrases[0].tone == "total")
    return height(block)


def printable(text: str) -> str:
    """Text without the control characters that no file of Office may hold."""
    return "".join(letter for letter in text if letter.isprintable() or letter in "\n\t")


def _cell(cell: Any, phrase: Phrase, column: Column, *, strong: bool) -> None:
    cell.margin_top = cell.margin_bottom = Inches(0.03)
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if column.figures else PP_ALIGN.LEFT
    if phrase.before:
        write(paragraph, f"{phrase.before} ", IN_TABLE, "few")
    write(paragraph, phrase.text, IN_TABLE, phrase.tone, bold=strong or phrase.tone == "attention")
    if strong:
        cell.fill.solid()
        cell.fill.fore_color.rgb = _rgb(_LOOK.panel)


def _heads(table: Table) -> list[Phrase]:
    return [Phrase(column.head, "total") for column in table.columns]


def _lengths(table: Table) -> list[int]:
    """How wide each column wants to be, in letters."""
    rows = [_heads(table), *table.rows]
    return [min(max(8, *(len(row[at].before + row[at].text) for row in rows)), 60) for at in range(len(table.columns))]


def _shares(table: Table) -> list[float]:
    wanted = _lengths(table)
    return [one / sum(wanted) for one in wanted]


def _row_heights(table: Table) -> list[float]:
    """The height of the head and of each row."""
    letters = [LETTERS_IN_TABLE * share for share in _shares(table)]
    return [
        ROW
        * max(1, *(ceil((len(cell.before + cell.text) + 2) / wide) for cell, wide in zip(row, letters, strict=True)))
        for row in [_heads(table), *table.rows]
    ]
