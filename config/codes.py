"""The short stable codes of the case database; `unknown` is allowed in each list."""

from typing import Literal, get_args

UNKNOWN = "unknown"

UserRole = Literal["coordination", "agency", "ministry", "rapporteur", "administration", "guest"]
USER_ROLES: tuple[UserRole, ...] = get_args(UserRole)

ROLES = ("lead", "partner", "consulted", UNKNOWN)
HANDOVER_KINDS = ("case", "assistance_referral", "investigation", "support", "information", "event", UNKNOWN)
RESPONSES = ("accepted", "rejected", "returned", "withdrawn", UNKNOWN)
RESPONSE_REASONS = ("capacity", "missing_information", "not_ours", "no_consent", "other", UNKNOWN)
STATUSES = ("open", "closed", UNKNOWN)
CLOSED_REASONS = ("help_ended", "left_country", "disappeared", "moved", "not_a_victim", "other", UNKNOWN)
EXPLOITATION_FORMS = (
    "sexual",
    "labour",
    "forced_marriage",
    "forced_criminality",
    "organ_removal",
    "other",
    UNKNOWN,
)
VICTIM_AGE_GROUPS = ("child", "adult", UNKNOWN)
INVESTIGATION_PHASES = ("none", "pre_trial", "charges", "trial", "ended", UNKNOWN)
OFFENCES = ("trafficking", "sexual", "violent", "other", UNKNOWN)
DEADLINE_KINDS = (
    "reflection_period_end",
    "recovery_period_end",
    "permit_application",
    "assistance_decision",
    "follow_up",
    UNKNOWN,
)
PAUSE_REASONS = ("recovery", "consent", "other", UNKNOWN)
SECTORS = (
    "police",
    "border",
    "customs",
    "prosecution",
    "courts",
    "legal_aid",
    "social",
    "health",
    "forensic_psychiatry",
    "assistance_system",
    "occupational_safety",
    "migration",
    "employment",
    "ngo",
    "rapporteur",
    "coordination",
    "research",
    "foreign_service",
    "education",
    UNKNOWN,
)
# the sectors of the joint indicator: police, social services, health care
TOGETHER = ("police", "social", "health")
# the deadlines that end a period of the victim's, and those by which something follows on it
PERIODS = ("reflection_period_end", "recovery_period_end")
FOLLOW_ON = ("permit_application", "assistance_decision")
