"""Writes docs/indicators.md: every indicator with its definition, as its record has it.

python -m tests.indicators_page
"""

from pathlib import Path

from indicators.catalogue import SUBJECTS
from indicators.indicator import Indicator

PAGE = Path(__file__).parent.parent / "docs" / "indicators.md"
_HEAD = """\
# Indicators

Every figure by one definition, on the screen and in files. Explain shows the same with the rows behind a figure and the
questions to the data. This page is made of the records in `indicators/` by `python -m tests.indicators_page`; a test
holds it.

In formulas, T is the as-of moment, [a, b) the period, cut just after T, # how many, and d a delay on the delay clock
without its pauses.
"""


def as_markdown() -> str:
    """The page docs/indicators.md."""
    return "\n".join([_HEAD, *(_section(subject, indicators) for subject, indicators in SUBJECTS.items())])


def _section(subject: str, indicators: tuple[Indicator, ...]) -> str:
    head = "| indicator | definition | unit | direction | source | formula | literature or law |"
    rows = (
        (i.name, i.definition, i.unit, i.direction, i.source, i.formula, i.reference or "A count by the definition")
        for i in indicators
    )
    return "\n".join([f"## {subject}\n", head, "|---" * 7 + "|", *(f"| {' | '.join(row)} |" for row in rows)]) + "\n"


if __name__ == "__main__":
    PAGE.write_text(as_markdown(), encoding="utf-8")
