"""Every indicator by key."""

from indicators import (
    changes,
    combinations,
    deadlines,
    did_it_change,
    handovers,
    involvement,
    meeting_since,
    open_cases,
    partners,
    region_comparison,
)
from indicators.indicator import Indicator

SUBJECTS = {
    "Open cases": open_cases.INDICATORS,
    "Handover delays": handovers.INDICATORS,
    "Cross-agency involvement": (*involvement.INDICATORS, *combinations.INDICATORS, *partners.INDICATORS),
    "Deadlines": deadlines.INDICATORS,
    "Regions": region_comparison.INDICATORS,
    "Changes": (*changes.INDICATORS, *did_it_change.INDICATORS),
    "Meeting": meeting_since.INDICATORS,
}
INDICATORS: dict[str, Indicator] = {indicator.key: indicator for subject in SUBJECTS.values() for indicator in subject}


def as_markdown() -> str:
    """The indicators as the table that README shows."""
    head = "| indicator | definition | unit | direction | source |\n|---|---|---|---|---|"
    rows = [f"| {i.name} | {i.definition} | {i.unit} | {i.direction} | {i.source} |" for i in INDICATORS.values()]
    return "\n".join([head, *rows]) + "\n"
