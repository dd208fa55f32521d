"""What leads from a figure to where it is explained: the address, headings, and heads of columns."""

from documents.sheet import Column
from indicators.catalogue import INDICATORS
from screen.address.link import link
from screen.frame import parts
from screen.language.words import _

PAGE = "explain"
PARAMETER = "indicator"


def explain_link(key: str) -> str:
    """Where the indicator is explained, in the view and language of this page."""
    return link(PAGE, **{PARAMETER: key})


def heading_of(key: str, words: str, below: str = "") -> str:
    """The heading of a section that rests on one indicator: its definition, and where it is explained."""
    return parts.heading(words, below, _(INDICATORS[key].definition), explain_link(key))


def column_of(key: str, head: str) -> Column:
    """The head of a column of an indicator's figures: its definition, and where it is explained."""
    return Column(head, _(INDICATORS[key].definition), link=explain_link(key))
