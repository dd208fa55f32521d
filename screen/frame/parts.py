"""Parts of a page as HTML: headline, tile, table, status, notice. Pure; what comes in is text and is escaped here."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal
from zlib import crc32

from documents.sheet import Column, Phrase
from screen.language.words import _


def headline(lead: str, rest: str, below: str) -> str:
    """The sentence a page begins with; `lead` stands in the colour of attention."""
    first = f'<span class="s-attention">{escape(lead)}</span> ' if lead else ""
    return f'<h1 class="s-headline">{first}{escape(rest)}</h1><p class="s-below">{escape(below)}</p>'


def heading(words: str, below: str = "", meaning: str = "", link: str = "") -> str:
    """A section heading, with a line below it; meaning and link as of `explained`."""
    line = f'<p class="s-note">{escape(below)}</p>' if below else ""
    return f'<h2 class="s-heading">{explained(words, meaning, link)}</h2>{line}'


def tiles(items: Sequence[str]) -> str:
    """Tiles in one row where there is room."""
    return f'<div class="s-tiles">{"".join(items)}</div>'


@dataclass(frozen=True)
class Spark:
    """The small chart of a tile, as HTML, and what it says in words."""

    drawn: str
    flag: Phrase


def tile_html(
    label: Phrase, figure: str, unit: str = "", notes: Sequence[Phrase] = (), spark: Spark | None = None
) -> str:
    """A tile: label with its definition and where it is explained, figure with unit, notes in words, and a small chart
    with its words. A figure without digits is a state.
    """
    kind = "s-figure" if any(map(str.isdigit, figure)) else "s-state"
    unit_html = f' <span class="s-unit">{escape(unit)}</span>' if unit else ""
    chart = spark.drawn + _note(spark.flag) if spark else ""
    head = f'<h2 class="s-label">{explained(label.text, label.explained, label.link)}</h2>'
    shown = f'<p class="{kind}">{escape(figure)}{unit_html}</p>{"".join(map(_note, notes))}{chart}'
    return f'<div class="s-tile">{head}{shown}</div>'


def _note(note: Phrase) -> str:
    return f'<p class="s-note {_tone(note)}">{escape(note.text)}</p>'


def table_html(caption: str, columns: Sequence[Column], rows: Sequence[Sequence[Phrase]]) -> str:
    """A table whose first column names its rows; `caption` is read aloud, the heading above it is what people see."""
    heads = "".join(_head(column) for column in columns)
    body = "".join(_row(columns, row) for row in rows)
    return (
        f'<table class="s-table"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    )


def explained(words: str, meaning: str, link: str = "") -> str:
    """Words whose meaning appears by pointing at them or by reaching them with the keyboard; `link` says more."""
    if not meaning:
        return escape(words)
    mark = f"s-means-{crc32((words + meaning).encode()):x}"  # the same in each run, so that nothing is drawn anew
    kind, reached = ("a", f'href="{escape(link)}" target="_self"') if link else ("span", 'tabindex="0"')
    # hidden from the name of the heading or column around it, and still read aloud as the description
    return (
        f'<{kind} class="s-explained" {reached} aria-describedby="{mark}">{escape(words)}'
        f'<span class="s-meaning" role="tooltip" aria-hidden="true" id="{mark}">{escape(meaning)}</span></{kind}>'
    )


def status(kind: Literal["live", "fixed", "stale"], words: str) -> str:
    """How fresh the figures are: a dot, a square or a ring beside its words."""
    return f'<p class="s-status s-{kind}" role="status"><span>{escape(words)}</span></p>'


def skeleton() -> str:
    """What stands where the page will be while it is computed; seen only where that takes long."""
    return '<div class="s-skeleton" aria-hidden="true"></div>'


def demo_frame() -> str:
    """The mark of made-up data."""
    return f'<span class="s-frame">{escape(_("Demo data"))}</span>'


def notice(*sentences: str) -> str:
    """Sentences that a visitor should read first, one under the other."""
    lines = "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
    return f'<div class="s-notice" role="alert">{lines}</div>'


def credit(words: str) -> str:
    """Where a picture comes from."""
    return f'<p class="s-credit">{escape(words)}</p>'


def key(marks: Sequence[tuple[Literal["data", "attention"], str]]) -> str:
    """What the colours of a chart mean, in one line."""
    return (
        f'<p class="s-key">{"".join(f"<span class=s-key-{mark}>{escape(words)}</span>" for mark, words in marks)}</p>'
    )


def sentence(bold: str, rest: str) -> str:
    """An item of a list: its subject, and the rest of the sentence."""
    return f'<p class="s-item"><b>{escape(bold)}</b> {escape(rest)}</p>'


def order(words: str) -> str:
    """What to do about an item."""
    return f'<p class="s-note">{escape(words)}</p>'


def sign_in_head() -> str:
    """Title and purpose over the sign-in form."""
    purpose = _("Figures on how agencies in Finland work together for victims of human trafficking.")
    return f'<h1 class="s-headline">{escape(_("Sign in"))}</h1><p class="s-below">{escape(purpose)}</p>'


def sign_in_foot() -> str:
    """Where to get help, and that sign-ins are logged."""
    help_words = _("Forgotten password, locked account or no account yet? Ask your agency’s administrator.")
    logged = _("Every sign-in and every look at case rows is logged.")
    return f'<p class="s-note">{escape(help_words)} {escape(logged)}</p>'


def _tone(cell: Phrase) -> str:
    return f"s-{cell.tone}" if cell.tone else ""


def _head(column: Column) -> str:
    kind = ' class="s-number"' if column.figures else ""
    return f'<th scope="col"{kind}>{explained(column.head, column.explained, column.link)}</th>'


def _row(columns: Sequence[Column], row: Sequence[Phrase]) -> str:
    total = ' class="s-total"' if row[0].tone == "total" else ""
    name = f'<th scope="row">{_words(row[0])}</th>'
    cells = "".join(_cell(column, cell) for column, cell in zip(columns[1:], row[1:], strict=True))
    return f"<tr{total}>{name}{cells}</tr>"


def _cell(column: Column, cell: Phrase) -> str:
    kinds = " ".join(part for part in ("s-number" if column.figures else "", _tone(cell)) if part)
    before = f'<span class="s-few">{escape(cell.before)}</span> ' if cell.before else ""
    title = f' title="{escape(cell.explained)}"' if cell.explained else ""
    words = f'<span class="s-whole">{_words(cell)}</span>' if before else _words(cell)
    return f'<td class="{kinds}"{title}>{before}{words}</td>'


def _words(cell: Phrase) -> str:
    return f'<a href="{escape(cell.link)}">{escape(cell.text)}</a>' if cell.link else escape(cell.text)
