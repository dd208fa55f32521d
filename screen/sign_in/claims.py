"""What another system says of somebody, and what follows from it here. No Streamlit here."""

import re
from collections.abc import Mapping
from typing import Any, Literal

from config.sign_in import ClaimMapping, RoleRule
from store.own.identities import Arrival, Way
from store.own.users import LONGEST_NAME, is_user_name

LONGEST_SUBJECT = 255  # OpenID Connect Core 1.0, 2

_NOT_KEPT = re.compile("[\\0\\ud800-\\udfff]")  # NUL, and halves of a character, which have no bytes in UTF-8

Claims = Mapping[str, Any]
Fault = Literal["no_name", "no_role"]


class NotAdmitted(Exception):
    """What is said of somebody does not let them in; `who` is their user name, where it is one."""

    def __init__(self, fault: Fault, who: str = "", subject: str = "") -> None:
        super().__init__(fault)
        self.fault, self.who, self.subject = fault, who, subject


def arrival_of(way: Way, claims: Claims, mapping: ClaimMapping, of: str = "") -> Arrival:
    """Who comes, with the role of the first rule that holds; `of` names the system in which the subject is one. Raises
    NotAdmitted for somebody without a user name that can be one here, and without a role.
    """
    subject, user_name = _one(claims, mapping.subject), _one(claims, mapping.user_name).lower()
    if not subject or len(subject) > LONGEST_SUBJECT or not is_user_name(user_name):
        raise NotAdmitted("no_name")
    subject = f"{of} {subject}".strip()
    for rule in mapping.roles:
        if rule.value in values_of(claims, rule.claim) and (unit := _unit(rule, claims)) is not None:
            name = _one(claims, mapping.name)[:LONGEST_NAME].strip() or user_name
            return Arrival(way, subject, user_name, name, rule.role, **unit)
    raise NotAdmitted("no_role", user_name, subject)


def values_of(claims: Claims, claim: str) -> list[str]:
    """The values of a claim as texts; `a.b` is also the claim b within a. None for what is neither text, number, truth
    value nor a list of these, nor for a text that no database keeps.
    """
    found: Any = claims.get(claim)
    if found is None:
        found = claims
        for part in claim.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    return [text for one in (found if isinstance(found, list | tuple) else [found]) if (text := _text(one))]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value).strip() if isinstance(value, str | int) else ""
    return "" if _NOT_KEPT.search(text) else text


def _one(claims: Claims, claim: str) -> str:
    """The value of a claim that has one; empty for one that has several, as nobody can say which counts."""
    found = values_of(claims, claim)
    return found[0] if len(found) == 1 else ""


def _unit(rule: RoleRule, claims: Claims) -> dict[str, str | None] | None:
    """The agency or ministry that comes with a role; None where the claim that is to hold it does not hold one."""
    unit = {"agency": rule.agency, "ministry": rule.ministry}
    for kind, claim in (("agency", rule.agency_claim), ("ministry", rule.ministry_claim)):
        if claim:
            unit[kind] = _one(claims, claim)
            if not unit[kind]:
                return None
    return unit
