"""The names of sectors as heads of narrow columns."""

from screen.language import vocabulary


def short_lines(sector: str) -> list[str]:
    """The name of a sector in short lines; | says where a line ends."""
    return vocabulary.name("sectors", sector, "short").split("|")
