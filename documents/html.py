"""Parts of a page as HTML: headline, heading, tiles, table, words. Pure; what comes in is text and is escaped here."""

from collections.abc import Callable, Sequence
from html import escape
from typing import Literal
from zlib import crc32

from charts.colours import Theme
from charts.sparkline import picture
from documents.page import Key, Link, Section, Task, Tasks
from documents.sheet import Column, Figure, Figures, Phrase, Said, Table, Words, text_of

Explain = Callable[[str], tuple[str, str]]  # from the key of an indicator to its definition and where it is explained

NEVER_WIDE = 3  # columns, for which a phone has room


def headline(lead: str, rest: str, below: Said, link: str = "") -> str:
    """The sentence a page begins with; `lead` is in the colour of attention, and leads to `link`, if any."""
    first = f'<span class="s-attention">{_linked(Phrase(lead, link=link))}</span> ' if lead else ""
    return f'<h1 class="s-headline">{first}{escape(rest)}</h1><p class="s-below">{phrases(below)}</p>'


def phrases(said: Said) -> str:
    """Sentences, with what leads somewhere as links."""
    return escape(said) if isinstance(said, str) else "".join(map(_linked, said))


def heading(words: str, below: Said = "", meaning: str = "", link: str = "") -> str:
    """A section heading, with a line below it; meaning and link as of `explained`."""
    line = f'<p class="s-note">{phrases(below)}</p>' if below else ""
    return f'<h2 class="s-heading">{explained(words, meaning, link)}</h2>{line}'


def heading_of(section: Section, explain: Explain) -> str:
    """The heading of a section with the words below it; empty where it has neither."""
    if not section.heading and not section.below:
        return ""
    return heading(section.heading, section.below, *(explain(section.indicator) if section.indicator else ()))


def words(block: Words) -> str:
    """A paragraph, by its kind."""
    match block.kind:
        case "note":
            return (sentence(block.heading, "") if block.heading else "") + note(block.words)
        case "credit":
            return f'<p class="s-credit">{phrases(block.words)}</p>'
        case "notice":
            return notice(text_of(block.words))
        case _:
            return sentence(block.heading, block.words)


def sentence(bold: Said, rest: Said) -> str:
    """An item of a list: its subject, and the rest of the sentence."""
    return f'<p class="s-item"><b>{phrases(bold)}</b> {phrases(rest)}</p>'


def tasks(shown: Tasks, to: Callable[[Link], str]) -> str:
    """What needs attention, each with what to do about it and a link, whose address `to` knows, where there is one."""
    return f'<div class="s-tasks">{"".join(f"<div>{_task(one, to)}</div>" for one in shown.tasks)}</div>'


def _task(shown: Task, to: Callable[[Link], str]) -> str:
    """An item, below the name of the group that it begins."""
    said = (note(shown.group) if shown.group else "") + sentence(shown.subject, shown.rest)
    if not shown.link:
        return said
    return said + note((Phrase(f"{shown.order} "), Phrase(shown.link.label, link=to(shown.link))))


def note(said: Said) -> str:
    """A line in small: what to do about something, or what to know of it."""
    return f'<p class="s-note">{phrases(said)}</p>'


def notice(*sentences: str) -> str:
    """Sentences that a visitor should read first, one under the other."""
    lines = "".join(f"<p>{escape(said)}</p>" for said in sentences)
    return f'<div class="s-notice" role="alert">{lines}</div>'


def done(words: str) -> str:
    """What is said of an act that was done."""
    return f'<div class="s-notice s-done" role="status"><p>{escape(words)}</p></div>'


def refused(words: str) -> str:
    """Why an act was not done, and what to do."""
    return f'<div class="s-notice s-refused" role="alert"><p>{escape(words)}</p></div>'


def tiles(figures: Figures, explain: Explain, theme: Theme) -> str:
    """Large figures in one row where there is room."""
    return f'<div class="s-tiles">{"".join(tile(figure, explain, theme) for figure in figures.figures)}</div>'


def tile(figure: Figure, explain: Explain, theme: Theme) -> str:
    """A tile: label with its definition and where it is explained, figure with unit, notes in words, and a small chart
    with its words. A figure without digits is a state.
    """
    kind = "s-figure" if any(map(str.isdigit, figure.figure)) else "s-state"
    unit = f' <span class="s-unit">{escape(figure.unit)}</span>' if figure.unit else ""
    spark = picture(figure.spark, theme) if figure.spark else ""
    flag = _note(figure.flag) if figure.flag else ""
    amount = _linked(Phrase(figure.figure, link=figure.link))
    label = explained(figure.label, *(explain(figure.indicator) if figure.indicator else ("",)))
    shown = f'<p class="{kind}">{amount}{unit}</p>{"".join(map(_note, figure.notes))}{spark}{flag}'
    return f'<div class="s-tile"><h2 class="s-label">{label}</h2>{shown}</div>'


def table(shown: Table, explain: Explain) -> str:
    """A table whose first column names its rows; its caption is read aloud, the heading above it is what people see. A
    list, with three columns of words or more, has each row as a line of words on a narrow screen. One of many columns
    lies in a box that scrolls where there is no room for all of them, and that the keyboard reaches.
    """
    kind = "s-table s-list" if sum(not column.figures for column in shown.columns) >= 3 else "s-table"
    heads = "".join(_head(column, explain) for column in shown.columns)
    body = "".join(_row(shown.columns, row, labelled=kind != "s-table") for row in shown.rows)
    caption = escape(shown.caption)
    made = (
        f'<table class="{kind}"><caption>{caption}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    )
    if len(shown.columns) <= NEVER_WIDE:
        return made
    return f'<div class="s-scroll" role="group" tabindex="0" aria-label="{caption}">{made}</div>'


def key(shown: Key) -> str:
    """What the colours of a chart mean, in one line."""
    marks = "".join(f"<span class=s-key-{mark or 'words'}>{escape(said)}</span>" for mark, said in shown.marks)
    return f'<p class="s-key">{marks}</p>'


def explained(said: str, meaning: str, link: str = "") -> str:
    """Words whose meaning appears by pointing at them or by reaching them with the keyboard; `link` says more."""
    if not meaning:
        return escape(said)
    mark = f"s-means-{crc32((said + meaning).encode()):x}"  # the same in each run, so that nothing is drawn anew
    kind, reached = ("a", f'href="{escape(link)}" target="_self"') if link else ("span", 'tabindex="0"')
    # hidden from the name of the heading or column around it, and still read aloud as the description
    return (
        f'<{kind} class="s-explained" {reached} aria-describedby="{mark}">{escape(said)}'
        f'<span class="s-meaning" role="tooltip" aria-hidden="true" id="{mark}">{escape(meaning)}</span></{kind}>'
    )


def status(kind: Literal["live", "fixed", "stale"], said: str, printed: str = "") -> str:
    """How fresh the figures are: a dot, a square or a ring beside its words. `printed` is seen on paper alone."""
    paper = f'<span class="s-printed">{escape(printed)}</span>' if printed else ""
    return f'<p class="s-status s-{kind}" role="status"><span>{escape(said)}</span>{paper}</p>'


def skeleton() -> str:
    """What is where the page will be while it is computed; seen only where that takes long."""
    return '<div class="s-skeleton" aria-hidden="true"></div>'


def frame(said: str) -> str:
    """A few words in a frame."""
    return f'<span class="s-frame">{escape(said)}</span>'


def _note(shown: Phrase | tuple[Phrase, ...]) -> str:
    said = (shown,) if isinstance(shown, Phrase) else shown
    return f'<p class="s-note {_tone(said[0])}">{phrases(said)}</p>'


def _tone(cell: Phrase) -> str:
    return f"s-{cell.tone}" if cell.tone else ""


def _head(column: Column, explain: Explain) -> str:
    kind = ' class="s-number"' if column.figures else ""
    meaning = explain(column.indicator) if column.indicator else (column.explained,)
    return f'<th scope="col"{kind}>{explained(column.head, *meaning)}</th>'


def _row(columns: Sequence[Column], row: Sequence[Phrase], labelled: bool) -> str:
    """`labelled`: each cell names its column where the row becomes a line of words."""
    total = ' class="s-total"' if row[0].tone == "total" else ""
    cells = "".join(
        _cell(column, cell, f' data-label="{escape(column.head)}"' if labelled else "")
        for column, cell in zip(columns[1:], row[1:], strict=True)
    )
    return f'<tr{total}><th scope="row">{_linked(row[0])}</th>{cells}</tr>'


def _cell(column: Column, cell: Phrase, label: str) -> str:
    kinds = " ".join(part for part in ("s-number" if column.figures else "", _tone(cell)) if part)
    before = f'<span class="s-few">{escape(cell.before)}</span> ' if cell.before else ""
    title = f' title="{escape(cell.explained)}"' if cell.explained else ""
    # an interval stays whole; words in brackets may wrap, so that they do not widen a column
    whole = "" if "(" in cell.after else " s-whole"
    after = f' <span class="s-few{whole}">{escape(cell.after)}</span>' if cell.after else ""
    shown = f'<span class="s-whole">{_linked(cell)}</span>' if before or after else _linked(cell)
    return f'<td class="{kinds}"{title}{label}>{before}{shown}{after}</td>'


def _linked(cell: Phrase) -> str:
    return f'<a href="{escape(cell.link)}">{escape(cell.text)}</a>' if cell.link else escape(cell.text)
