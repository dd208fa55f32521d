"""A sheet as the HTML of a slide. Pure; all text is escaped here."""

from collections.abc import Callable, Sequence
from html import escape

from charts.drawing import Look, Recipe
from documents.sheet import Block, Chart, Column, Figure, Figures, Phrase, Said, Sheet, Table, Words

BESIDE_UP_TO = 1200  # a chart narrower than this, of 1776, has room for words at its right
TIGHT_FROM = 6
SHORT = 26  # letters that stay on one line

Picture = Callable[[Recipe], str]


def slide(sheet: Sheet, picture: Picture) -> str:
    """The slide of a sheet; `picture` gives a chart as SVG."""
    parts = ((_linked(phrase), phrase.tone == "attention") for phrase in sheet.title)
    head = " ".join(f'<span class="attention">{text}</span>' if strong else text for text, strong in parts)
    first, *rest = [_block(block, picture) for block in sheet.blocks] or [""]
    if rest and _has_room(sheet.blocks[0]) and all(isinstance(block, Words) for block in sheet.blocks[1:]):
        body = f'<div class="body beside">{first}<div class="words">{"".join(rest)}</div></div>'
    else:
        body = f'<div class="body">{first}{"".join(rest)}</div>'
    return f"<h1>{head}</h1>{body}"


def _has_room(block: Block) -> bool:
    """Whether words have room beside a block. Names beside the plot are part of a chart's width."""
    if not isinstance(block, Chart):
        return False
    spec = block.recipe.drawn(Look("projector")).spec
    around = spec["padding"]["left"] + spec["padding"]["right"]
    return bool(spec.get("width", BESIDE_UP_TO) + around < BESIDE_UP_TO)


def _block(block: Block, picture: Picture) -> str:
    match block:
        case Figures():
            return f'<div class="figures">{"".join(map(_figure, block.figures))}</div>'
        case Words():
            heading = f"<b>{_said(block.heading)}</b> " if block.heading else ""
            return f"<p>{heading}{_said(block.words)}</p>"
        case Table():
            return _table(block)
        case Chart():
            heading = f"<h2>{escape(block.heading)}</h2>" if block.heading else ""
            label = f'role="img" aria-label="{escape(block.recipe.alt)}"'
            return f'<div>{heading}<div class="chart" {label}>{picture(block.recipe)}</div></div>'


def _figure(figure: Figure) -> str:
    tone = f' class="{figure.tone}"' if figure.tone else ""
    said = "" if any(map(str.isdigit, figure.figure)) else " said"
    lines = (*figure.notes, *([figure.flag] if figure.flag else []))
    said_below = "<br>".join(_said((line,) if isinstance(line, Phrase) else line) for line in lines)
    note = f'<p class="note">{said_below}</p>' if said_below else ""
    label, amount = f"<p>{escape(figure.label)}</p>", _linked(Phrase(figure.figure, link=figure.link))
    unit = f" <small>{escape(figure.unit)}</small>" if figure.unit else ""
    return f'<div><div{tone}><p class="figure{said}">{amount}{unit}</p>{label}</div>{note}</div>'


def _table(table: Table) -> str:
    tight = ' class="tight"' if len(table.rows) >= TIGHT_FROM else ""
    kinds = {True: ' class="number"', False: ""}
    heads = "".join(f'<th scope="col"{kinds[column.figures]}>{escape(column.head)}</th>' for column in table.columns)
    rows = "".join(_row(table.columns, row) for row in table.rows)
    caption = f"<caption>{escape(table.caption)}</caption>"
    return f"<table{tight}>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _row(columns: Sequence[Column], row: Sequence[Phrase]) -> str:
    kind = ' class="total"' if row[0].tone == "total" else ' class="new"' if row[0].before else ""
    before = f"<b>{escape(row[0].before)}</b> " if row[0].before else ""
    name = f'<th scope="row"><span class="clamp">{before}{escape(row[0].text)}</span></th>'
    return f"<tr{kind}>{name}{''.join(map(_cell, columns[1:], row[1:]))}</tr>"


def _cell(column: Column, cell: Phrase) -> str:
    short = len(cell.text) <= SHORT
    kinds = " ".join(filter(None, ("number" if column.figures else "", "short" if short else "", cell.tone)))
    before = f'<span class="few">{escape(cell.before)}</span> ' if cell.before else ""
    words = _linked(cell) if short else f'<span class="clamp">{_linked(cell)}</span>'
    after = f' <span class="few">{escape(cell.after)}</span>' if cell.after else ""
    return f'<td class="{kinds}">{before}{words}{after}</td>'


def _said(said: Said) -> str:
    return escape(said) if isinstance(said, str) else "".join(map(_linked, said))


def _linked(phrase: Phrase) -> str:
    """Words that lead somewhere open it beside the slides, which stay as they are."""
    if not phrase.link:
        return escape(phrase.text)
    return f'<a href="{escape(phrase.link)}" target="_blank" rel="noopener">{escape(phrase.text)}</a>'
