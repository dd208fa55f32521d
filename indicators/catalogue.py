"""Every indicator by key."""

from indicators import changes, combinations, deadlines, handovers, involvement, open_cases, partners, region_comparison
from indicators.delays import change
from indicators.indicator import Indicator
from indicators.meeting import since

SUBJECTS = {
    "Open cases": open_cases.INDICATORS,
    "Handover delays": handovers.INDICATORS,
    "Cross-agency involvement": (*involvement.INDICATORS, *combinations.INDICATORS, *partners.INDICATORS),
    "Deadlines": deadlines.INDICATORS,
    "Regions": region_comparison.INDICATORS,
    "Changes": (*changes.INDICATORS, *change.INDICATORS),
    "Meeting": since.INDICATORS,
}
INDICATORS: dict[str, Indicator] = {indicator.key: indicator for subject in SUBJECTS.values() for indicator in subject}

_HEAD = """\
# Indicators

Every figure by one definition, on the screen and in files. Explain shows the same with the rows behind a figure and the
questions to the data. This page is written by `indicators/catalogue.py`; a test holds it.

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
