"""What each indicator assumes, and what would break that: the words are in config/vocabulary/assumptions.csv."""

from collections.abc import Mapping

# by code of the table, the keys of the indicators
ASSUMED: Mapping[str, tuple[str, ...]] = {
    "cases": (
        *("open_cases", "in_scope", "opened", "closed", "net_change", "age", "age_bands", "closed_by_reason"),
        *("weeks", "median_age"),
    ),
    "next_steps": ("without_next_step", "without_responsible_agency"),
    "pauses": ("paused_now", "paused_days_mean"),
    "handovers": (
        *("pending_handovers", "closed_unanswered", "waiting_time", "overdue", "due_soon"),
        *("newly_overdue", "answered_since"),
    ),
    "sending": ("handovers", "sent_after_closing", "handover_share"),
    "waiting": ("median_response_delay", "answered_within_target", "referral_to_decision"),
    "forestalled": ("truly_answered_within_target",),
    "ripe": ("answered_share_by_week",),
    "answers": ("returned_share",),
    "involvement": (
        *("open_by_agency", "agencies_per_case", "share_2_plus", "share_3_plus", "joint_involvement"),
        *("ministries_per_case", "sector_involvement", "agencies_distribution", "police_social_health"),
        "sector_combinations",
    ),
    "early_involvement": ("agencies_within_90_days",),
    "partner_rules": ("missing_partner", "without_partner_for"),
    "reached": ("reached_in_14_days",),
    "deadlines": (
        *("reflection_periods_ending", "recovery_periods_ending", "deadlines_overdue", "deadlines_due_soon"),
        *("deadlines_due_later", "deadlines_met_in_time", "deadlines_due_7_days"),
    ),
    "regions": ("region_opened", "region_in_target", "region_three_plus_90"),
    "charts": ("region_opened_by_week", "region_answered_over_time", "change"),
    "periods": ("did_it_change",),
}
ASSUMPTIONS: Mapping[str, str] = {key: code for code, keys in ASSUMED.items() for key in keys}
