"""Every indicator by key, and which of them rest on a setting that the administration edits."""

from collections.abc import Mapping

from config.edited import Kind
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
_WITHIN_TARGET = (
    *("overdue", "due_soon", "answered_within_target", "truly_answered_within_target", "answered_share_by_week"),
    *("region_in_target", "region_answered_over_time", "did_it_change", "newly_overdue"),
)
RESTS_ON: Mapping[Kind, tuple[str, ...]] = {
    # of the median its interval alone: the design effect of cases is that of the share in target
    "targets": ("median_response_delay", *_WITHIN_TARGET),
    "pause_rules": ("waiting_time", "median_response_delay", *_WITHIN_TARGET, "referral_to_decision"),
    "partner_rules": ("missing_partner", "without_partner_for", "reached_in_14_days"),
    "agenda": (),
}
