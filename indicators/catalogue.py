"""Every indicator by key."""

from indicators import combinations, deadlines, handovers, involvement, open_cases, partners, region_comparison
from indicators.delays import change
from indicators.indicator import Indicator
from indicators.meeting import since
from indicators.over_time import changes

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
