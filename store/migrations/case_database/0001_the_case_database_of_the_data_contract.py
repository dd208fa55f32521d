"""the case database of the data contract"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _sqlite_forms(table, moments, days):
    """SQLite keeps any text in any column, so the form of its moments and days is a constraint there."""
    if op.get_context().dialect.name != "sqlite":
        return []
    forms = {
        **{
            c: f"{c} IS NULL OR (datetime(substr({c}, 1, 19), '+0 days') IS substr({c}, 1, 19) AND {c} GLOB '*.{'[0-9]' * 6}')"
            for c in moments
        },
        **{c: f"date({c}, '+0 days') IS {c}" for c in days},
    }
    return [sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{column}_form")) for column, rule in forms.items()]


def upgrade() -> None:
    op.create_table(
        "demo_data",
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("made_at", name=op.f("pk_demo_data")),
    )
    op.create_table(
        "ministries",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_fi", sa.Text(), nullable=False),
        sa.Column("name_sv", sa.Text(), nullable=False),
        sa.CheckConstraint("code <> ''", name=op.f("ck_ministries_code_not_empty")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_ministries")),
    )
    op.create_table(
        "regions",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_fi", sa.Text(), nullable=False),
        sa.Column("name_sv", sa.Text(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.CheckConstraint("code <> ''", name=op.f("ck_regions_code_not_empty")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_regions")),
    )
    op.create_table(
        "counties",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_fi", sa.Text(), nullable=False),
        sa.Column("name_sv", sa.Text(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.CheckConstraint("code <> ''", name=op.f("ck_counties_code_not_empty")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_counties_region_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_counties")),
    )
    op.create_table(
        "agencies",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_fi", sa.Text(), nullable=False),
        sa.Column("name_sv", sa.Text(), nullable=False),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("ministry_code", sa.Text(), nullable=True),
        sa.Column("region_code", sa.Text(), nullable=True),
        sa.Column("county_code", sa.Text(), nullable=True),
        sa.CheckConstraint("code <> ''", name=op.f("ck_agencies_code_not_empty")),
        sa.CheckConstraint(
            "sector IN ('police', 'border', 'customs', 'prosecution', 'courts', 'legal_aid', 'social', 'health', 'forensic_psychiatry', 'assistance_system', 'occupational_safety', 'migration', 'employment', 'ngo', 'rapporteur', 'coordination', 'research', 'foreign_service', 'education', 'unknown')",
            name=op.f("ck_agencies_sector_code"),
        ),
        sa.ForeignKeyConstraint(["county_code"], ["counties.code"], name=op.f("fk_agencies_county_code")),
        sa.ForeignKeyConstraint(["ministry_code"], ["ministries.code"], name=op.f("fk_agencies_ministry_code")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_agencies_region_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_agencies")),
    )
    op.create_table(
        "cases",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("county_code", sa.Text(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_reason", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("exploitation_form", sa.Text(), nullable=False),
        sa.Column("victim_age_group", sa.Text(), nullable=False),
        sa.Column("investigation_phase", sa.Text(), nullable=True),
        sa.Column("offence", sa.Text(), nullable=True),
        sa.Column("investigation_ref", sa.Text(), nullable=True),
        sa.Column("responsible_agency", sa.Text(), nullable=True),
        sa.CheckConstraint("case_id <> ''", name=op.f("ck_cases_case_id_not_empty")),
        sa.CheckConstraint(
            "closed_reason IN ('help_ended', 'left_country', 'disappeared', 'moved', 'not_a_victim', 'other', 'unknown')",
            name=op.f("ck_cases_closed_reason_code"),
        ),
        sa.CheckConstraint(
            "exploitation_form IN ('sexual', 'labour', 'forced_marriage', 'forced_criminality', 'organ_removal', 'other', 'unknown')",
            name=op.f("ck_cases_exploitation_form_code"),
        ),
        sa.CheckConstraint(
            "investigation_phase IN ('none', 'pre_trial', 'charges', 'trial', 'ended', 'unknown')",
            name=op.f("ck_cases_investigation_phase_code"),
        ),
        sa.CheckConstraint(
            "offence IN ('trafficking', 'sexual', 'violent', 'other', 'unknown')",
            name=op.f("ck_cases_offence_code"),
        ),
        sa.CheckConstraint("status IN ('open', 'closed', 'unknown')", name=op.f("ck_cases_status_code")),
        sa.CheckConstraint(
            "victim_age_group IN ('child', 'adult', 'unknown')", name=op.f("ck_cases_victim_age_group_code")
        ),
        sa.CheckConstraint("closed_at >= opened_at", name=op.f("ck_cases_closed_at_after_opened_at")),
        sa.ForeignKeyConstraint(["county_code"], ["counties.code"], name=op.f("fk_cases_county_code")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_cases_region_code")),
        sa.ForeignKeyConstraint(["responsible_agency"], ["agencies.code"], name=op.f("fk_cases_responsible_agency")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_cases")),
        *_sqlite_forms("cases", moments=["opened_at", "closed_at"], days=[]),
    )
    op.create_table(
        "deadlines",
        sa.Column("deadline_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("responsible_agency", sa.Text(), nullable=True),
        sa.CheckConstraint("deadline_id <> ''", name=op.f("ck_deadlines_deadline_id_not_empty")),
        sa.CheckConstraint(
            "kind IN ('reflection_period_end', 'recovery_period_end', 'permit_application', 'assistance_decision', 'follow_up', 'unknown')",
            name=op.f("ck_deadlines_kind_code"),
        ),
        sa.CheckConstraint("due_on >= started_on", name=op.f("ck_deadlines_due_on_after_started_on")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_deadlines_case_id")),
        sa.ForeignKeyConstraint(
            ["responsible_agency"], ["agencies.code"], name=op.f("fk_deadlines_responsible_agency")
        ),
        sa.PrimaryKeyConstraint("deadline_id", name=op.f("pk_deadlines")),
        *_sqlite_forms("deadlines", moments=[], days=["started_on", "due_on", "met_on"]),
    )
    op.create_table(
        "handovers",
        sa.Column("handover_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("from_agency", sa.Text(), nullable=False),
        sa.Column("to_agency", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("responded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("response", sa.Text(), nullable=True),
        sa.Column("response_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("handover_id <> ''", name=op.f("ck_handovers_handover_id_not_empty")),
        sa.CheckConstraint(
            "kind IN ('case', 'assistance_referral', 'investigation', 'support', 'information', 'event', 'unknown')",
            name=op.f("ck_handovers_kind_code"),
        ),
        sa.CheckConstraint(
            "response IN ('accepted', 'rejected', 'returned', 'withdrawn', 'unknown')",
            name=op.f("ck_handovers_response_code"),
        ),
        sa.CheckConstraint(
            "response_reason IN ('capacity', 'missing_information', 'not_ours', 'no_consent', 'other', 'unknown')",
            name=op.f("ck_handovers_response_reason_code"),
        ),
        sa.CheckConstraint(
            "(responded_at IS NULL) = (response IS NULL)",
            name=op.f("ck_handovers_response_with_responded_at"),
        ),
        sa.CheckConstraint("from_agency <> to_agency", name=op.f("ck_handovers_to_agency_differs")),
        sa.CheckConstraint(
            "responded_at >= handed_over_at", name=op.f("ck_handovers_responded_at_after_handed_over_at")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_handovers_case_id")),
        sa.ForeignKeyConstraint(["from_agency"], ["agencies.code"], name=op.f("fk_handovers_from_agency")),
        sa.ForeignKeyConstraint(["to_agency"], ["agencies.code"], name=op.f("fk_handovers_to_agency")),
        sa.PrimaryKeyConstraint("handover_id", name=op.f("pk_handovers")),
        *_sqlite_forms("handovers", moments=["handed_over_at", "due_at", "responded_at"], days=[]),
    )
    op.create_table(
        "involvements",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("agency_code", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("agency_code <> ''", name=op.f("ck_involvements_agency_code_not_empty")),
        sa.CheckConstraint("case_id <> ''", name=op.f("ck_involvements_case_id_not_empty")),
        sa.CheckConstraint("role <> ''", name=op.f("ck_involvements_role_not_empty")),
        sa.CheckConstraint(
            "role IN ('lead', 'partner', 'consulted', 'unknown')", name=op.f("ck_involvements_role_code")
        ),
        sa.CheckConstraint("ended_at >= started_at", name=op.f("ck_involvements_ended_at_after_started_at")),
        sa.ForeignKeyConstraint(["agency_code"], ["agencies.code"], name=op.f("fk_involvements_agency_code")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_involvements_case_id")),
        sa.PrimaryKeyConstraint("case_id", "agency_code", "role", "started_at", name=op.f("pk_involvements")),
        *_sqlite_forms("involvements", moments=["started_at", "ended_at"], days=[]),
    )
    op.create_table(
        "pauses",
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("case_id <> ''", name=op.f("ck_pauses_case_id_not_empty")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_pauses_reason_not_empty")),
        sa.CheckConstraint("reason IN ('recovery', 'consent', 'other', 'unknown')", name=op.f("ck_pauses_reason_code")),
        sa.CheckConstraint("ended_at >= started_at", name=op.f("ck_pauses_ended_at_after_started_at")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_pauses_case_id")),
        sa.PrimaryKeyConstraint("case_id", "reason", "started_at", name=op.f("pk_pauses")),
        *_sqlite_forms("pauses", moments=["started_at", "ended_at"], days=[]),
    )


def downgrade() -> None:
    op.drop_table("demo_data")
    op.drop_table("pauses")
    op.drop_table("involvements")
    op.drop_table("handovers")
    op.drop_table("deadlines")
    op.drop_table("cases")
    op.drop_table("agencies")
    op.drop_table("counties")
    op.drop_table("regions")
    op.drop_table("ministries")
