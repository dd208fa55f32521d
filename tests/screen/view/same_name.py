"""An indicator whose name another module has too."""

from indicators.indicator import Ask
from queries.filters import Filters


def counted(_ask: Ask, _filters: Filters, *_arguments: object) -> str:
    """Says whose it is."""
    return "theirs"
