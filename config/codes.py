"""The short stable codes of the case database; `unknown` is allowed in each list.

Lists with names on the screen stand in config/vocabulary; their order is that of check constraints and of tables.
"""

from typing import Literal, get_args

from config.vocabulary import codes

UNKNOWN = "unknown"

UserRole = Literal["coordination", "agency", "ministry", "rapporteur", "administration", "guest"]
USER_ROLES: tuple[UserRole, ...] = get_args(UserRole)

ROLES = ("lead", "partner", "consulted", UNKNOWN)
HANDOVER_KINDS = codes("handover_kinds")
RESPONSES = ("accepted", "rejected", "returned", "withdrawn", UNKNOWN)
RESPONSE_REASONS = codes("response_reasons")
STATUSES = ("open", "closed", UNKNOWN)
CLOSED_REASONS = codes("closed_reasons")
EXPLOITATION_FORMS = codes("exploitation_forms")
VICTIM_AGE_GROUPS = codes("victim_age_groups")
INVESTIGATION_PHASES = codes("investigation_phases")
OFFENCES = codes("offences")
DEADLINE_KINDS = codes("deadline_kinds")
PAUSE_REASONS = codes("pause_reasons")
SECTORS = codes("sectors")
# the sectors of the joint indicator: police, social services, health care
TOGETHER = ("police", "social", "health")
# the deadlines that end a period of the victim's, and those by which something follows on it
PERIODS = ("reflection_period_end", "recovery_period_end")
FOLLOW_ON = ("permit_application", "assistance_decision")
