"""The minutes of a meeting as files: whether they hold what its slides showed."""

import re
from io import BytesIO

from pptx import Presentation
from pypdf import PdfReader

SLIDES = 6


def is_pdf(file: BytesIO, shown: list[str]) -> None:
    pages = [page.extract_text() for page in PdfReader(file).pages]
    assert len(pages) >= SLIDES + 1
    text = squeezed(" ".join(pages))
    assert all(squeezed(title(slide)) in text for slide in shown)
    assert squeezed("2 actions were agreed") in text
    assert all(number in text for number in figures(shown[0]))


def is_pptx(file: BytesIO, shown: list[str]) -> None:
    sheets = list(Presentation(file).slides)
    assert len(sheets) >= SLIDES + 1
    titles = [squeezed(sheet.shapes.title.text_frame.text) if sheet.shapes.title else "" for sheet in sheets]
    assert {squeezed(title(slide)) for slide in shown} <= {*titles}
    first = sheets[titles.index(squeezed(title(shown[0])))]
    texts = [shape.text_frame.text for shape in first.shapes if shape.has_text_frame]
    assert all(any(number in text for text in texts) for number in figures(shown[0]))


def title(slide: str) -> str:
    return slide.splitlines()[0]


def figures(slide: str) -> list[str]:
    """The four large figures of the first slide."""
    found = [line for line in slide.splitlines() if re.fullmatch(r"[\d,]+", line)]
    assert len(found) >= 4
    return found[:4]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
