"""The period of a view in words."""

from screen.address.address import OWN_DAYS, Address
from screen.language import vocabulary
from screen.language.formats import day
from screen.language.words import _


def period_name(address: Address) -> str:
    """'Last 12 months', '1 Jun 2026 – 14 Sep 2026'."""
    return own_days_name(address) if address.period == OWN_DAYS else vocabulary.name("period_choices", address.period)


def own_days_name(address: Address) -> str:
    """The days that a viewer chose: '1 Jun 2026 – 14 Sep 2026'; empty where there are none."""
    first, last = address.filters.from_day, address.filters.to_day
    if first and last:
        return f"{day(first)} – {day(last)}"
    return _("From {day}").format(day=day(first)) if first else _("Until {day}").format(day=day(last)) if last else ""
