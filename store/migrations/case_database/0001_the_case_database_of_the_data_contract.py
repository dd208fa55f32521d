"""the case database of the data contract"""

import sqlalchemy as sa
from alembic import op

from store.migrations.shorthand import DAY, MOMENT, NAMING, NUMBER, TEXT, check, columns, in_order, one_of

revision = "0001"
down_revision = None

# SQLite keeps any text in any column, so the form of its days and moments is a constraint there
FORMS = {
    DAY: "date({0}, '+0 days') IS {0}",
    MOMENT: "{0} IS NULL OR (datetime(substr({0}, 1, 19), '+0 days') IS substr({0}, 1, 19)"
    " AND {0} GLOB '*.[0-9][0-9][0-9][0-9][0-9][0-9]')",
}
tables = sa.MetaData(naming_convention=NAMING)


def _table(name: str, *parts: sa.schema.SchemaItem) -> None:
    """A table in which no key is empty."""
    made = sa.Table(name, tables, *parts)
    for column in made.columns:
        if column.type is TEXT and column.primary_key:
            made.append_constraint(check(f"{column.name}_not_empty", f"{column.name} <> ''"))
        if form := FORMS.get(column.type):
            made.append_constraint(check(f"{column.name}_form", form.format(column.name)).ddl_if(dialect="sqlite"))


def _named() -> list[sa.Column]:
    return [*columns(TEXT, "code", key=True), *columns(TEXT, "name_en", "name_fi", "name_sv")]


sa.Table("demo_data", tables, *columns(MOMENT, "made_at", key=True))
_table("ministries", *_named())
_table("regions", *_named(), *columns(NUMBER, "population", nullable=True))
_table(
    "counties",
    *_named(),
    *columns(TEXT, "region_code", to="regions.code"),
    *columns(NUMBER, "population", nullable=True),
)
_table(
    "agencies",
    *_named(),
    *columns(TEXT, "sector"),
    *columns(TEXT, "ministry_code", to="ministries.code", nullable=True),
    *columns(TEXT, "region_code", to="regions.code", nullable=True),
    *columns(TEXT, "county_code", to="counties.code", nullable=True),
    one_of(
        "sector",
        "police border customs prosecution courts legal_aid social health forensic_psychiatry assistance_system"
        " occupational_safety migration employment ngo rapporteur coordination research foreign_service education"
        " unknown",
    ),
)
_table(
    "cases",
    *columns(TEXT, "case_id", key=True),
    *columns(TEXT, "region_code", to="regions.code"),
    *columns(TEXT, "county_code", to="counties.code", nullable=True),
    *columns(MOMENT, "opened_at"),
    *columns(MOMENT, "closed_at", nullable=True),
    *columns(TEXT, "closed_reason", nullable=True),
    *columns(TEXT, "status", "exploitation_form", "victim_age_group"),
    *columns(TEXT, "investigation_phase", "offence", "investigation_ref", nullable=True),
    *columns(TEXT, "responsible_agency", to="agencies.code", nullable=True),
    one_of("closed_reason", "help_ended left_country disappeared moved not_a_victim other unknown"),
    one_of("exploitation_form", "sexual labour forced_marriage forced_criminality organ_removal other unknown"),
    one_of("investigation_phase", "none pre_trial charges trial ended unknown"),
    one_of("offence", "trafficking sexual violent other unknown"),
    one_of("status", "open closed unknown"),
    one_of("victim_age_group", "child adult unknown"),
    in_order("opened_at", "closed_at"),
)
_table(
    "deadlines",
    *columns(TEXT, "deadline_id", key=True),
    *columns(TEXT, "case_id", to="cases.case_id"),
    *columns(TEXT, "kind"),
    *columns(DAY, "started_on", nullable=True),
    *columns(DAY, "due_on"),
    *columns(DAY, "met_on", nullable=True),
    *columns(TEXT, "responsible_agency", to="agencies.code", nullable=True),
    one_of(
        "kind", "reflection_period_end recovery_period_end permit_application assistance_decision follow_up unknown"
    ),
    in_order("started_on", "due_on"),
)
_table(
    "handovers",
    *columns(TEXT, "handover_id", key=True),
    *columns(TEXT, "case_id", to="cases.case_id"),
    *columns(TEXT, "from_agency", "to_agency", to="agencies.code"),
    *columns(TEXT, "kind"),
    *columns(MOMENT, "handed_over_at"),
    *columns(MOMENT, "due_at", "responded_at", nullable=True),
    *columns(TEXT, "response", "response_reason", nullable=True),
    one_of("kind", "case assistance_referral investigation support information event unknown"),
    one_of("response", "accepted rejected returned withdrawn unknown"),
    one_of("response_reason", "capacity missing_information not_ours no_consent other unknown"),
    check("response_with_responded_at", "(responded_at IS NULL) = (response IS NULL)"),
    check("to_agency_differs", "from_agency <> to_agency"),
    in_order("handed_over_at", "responded_at"),
)
_table(
    "involvements",
    *columns(TEXT, "case_id", to="cases.case_id", key=True),
    *columns(TEXT, "agency_code", to="agencies.code", key=True),
    *columns(TEXT, "role", key=True),
    *columns(MOMENT, "started_at", key=True),
    *columns(MOMENT, "ended_at", nullable=True),
    one_of("role", "lead partner consulted unknown"),
    in_order("started_at", "ended_at"),
)
_table(
    "pauses",
    *columns(TEXT, "case_id", to="cases.case_id", key=True),
    *columns(TEXT, "reason", key=True),
    *columns(MOMENT, "started_at", key=True),
    *columns(MOMENT, "ended_at", nullable=True),
    one_of("reason", "recovery consent other unknown"),
    in_order("started_at", "ended_at"),
)


def upgrade() -> None:
    tables.create_all(op.get_bind(), checkfirst=False)


def downgrade() -> None:
    tables.drop_all(op.get_bind(), checkfirst=False)
