"""The words of data quality: tables, rules, attributes, and what a figure leaves out."""

from screen.language.words import _


def table_names() -> dict[str, str]:
    """The tables of the case database, in the order in which they are shown."""
    return {
        "cases": _("Cases"),
        "involvements": _("Involvements"),
        "handovers": _("Handovers"),
        "deadlines": _("Deadlines"),
        "pauses": _("Pauses"),
        "agencies": _("Agencies"),
        "ministries": _("Ministries"),
        "regions": _("Regions"),
        "counties": _("Wellbeing services counties"),
    }


def rule_names() -> dict[str, str]:
    """What is wrong with a row that breaks a rule of this kind."""
    return {
        "missing": _("A needed value is missing or empty"),
        "range": _("A moment or number lies outside its range"),
        "code": _("A code is not in its list"),
        "order": _("An end lies before its beginning"),
        "same": _("Sender and receiver are one agency"),
        "alone": _("An answer without a moment, or a moment without an answer"),
        "reference": _("It refers to a row that is not there"),
        "duplicate": _("The same key is there more than once"),
    }


def what_rules_do() -> dict[str, str]:
    """How to mend a row that breaks a rule of this kind."""
    return {
        "missing": _("Fill it in at the source"),
        "range": _("Correct the year or the number"),
        "code": _("Write a code of the data contract"),
        "order": _("Correct one of the two moments"),
        "same": _("Leave the row out, or correct one agency"),
        "alone": _("Set both, or neither"),
        "reference": _("Deliver the other row, or correct the reference"),
        "duplicate": _("Leave one row of each key"),
    }


def attribute_names() -> dict[tuple[str, str], str]:
    """Attributes that may be unknown, by subject and name."""
    return {
        ("cases", "region"): _("Region of a case"),
        ("cases", "county"): _("Wellbeing services county of a case"),
        ("cases", "form"): _("Form of exploitation"),
        ("cases", "age_group"): _("Age group"),
        ("cases", "responsible_agency"): _("Responsible agency of a case"),
        ("cases", "investigation_phase"): _("Phase of the investigation"),
        ("cases", "offence"): _("Offence under investigation"),
        ("closed", "closed_reason"): _("Reason of closing, of closed cases"),
        ("handovers", "kind"): _("Kind of handover"),
        ("handovers", "response_reason"): _("Reason, of returned handovers"),
        ("deadlines", "kind"): _("Kind of deadline"),
        ("deadlines", "responsible_agency"): _("Responsible agency of a deadline"),
        ("deadlines", "started_on"): _("Beginning of a deadline’s period"),
    }


def left_out_names() -> dict[str, tuple[str, str]]:
    """What is left out, and of which figures; or counts in them in a way that one should know."""
    return {
        "no_region": (_("Cases without a region"), _("Left out of the map, and of the comparison of regions")),
        "no_county": (_("Cases without a county"), _("Left out of the map of wellbeing services counties")),
        "young": (_("Cases under 90 days old"), _("Left out where places are compared 90 days after opening")),
        "without_agency": (_("Cases without any agency"), _("Count as having none in agencies per case")),
        "consent_pause": (
            _("Open cases with a consent pause"),
            _("Left out by the partner rules that say so; here of the rule that leaves out most"),
        ),
        "at_once": (_("Handovers answered as they were sent"), _("Count with a delay of nothing")),
        "before_opening": (_("Handovers sent before their case opened"), _("Wait from the opening on")),
        "after_closing": (
            _("Handovers sent once their case had closed"),
            _("Never wait; count as closed unanswered unless answered"),
        ),
        "withdrawn": (_("Handovers withdrawn"), _("Count as waiting until withdrawal, and as no answer")),
        "closed_first": (
            _("Deadlines whose case closed before the due day"),
            _("Left out of the share met in time"),
        ),
    }


def record_names() -> dict[str, str]:
    """Kinds of records, by what happened."""
    return {
        "opened": _("A case was opened"),
        "closed": _("A case was closed"),
        "joined": _("An agency joined a case"),
        "sent": _("A handover was sent"),
        "answered": _("A handover was answered"),
    }
