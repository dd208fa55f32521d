"""A view in which there are no cases, or that this viewer may not see: what is missing, and what to do."""

from config.codes import UserRole
from documents.page import Button, Page, Part
from screen.address.address import FILTER_PARAMETERS, PAGE_PARAMETERS, Address, has_codes, period_name
from screen.language.words import _


def no_access(role: UserRole) -> Page:
    """The page that says that this role may not see this, and what a user of it can do instead."""
    ask = _("If you need it for your work, ask whoever administers Saumaton for you.")
    administration = (
        _("Your role keeps the installation and its users, and sees no figures."),
        _("To look at figures too, sign in as a user of another role."),
    )
    guest = _("You are signed in as a guest, and guests see no figures and no meetings."), ask
    said = {"administration": administration, "guest": guest}.get(role, (ask,))
    return Page("", _("You do not have access to this view"), " ".join(said))


def page(address: Address) -> Page:
    """The page of an empty view, with the ways out of it."""
    missing = _("No cases in this period") if address.filters.from_day else _("There are no cases yet")
    if has_codes(address):
        missing = _("No cases match these filters")
    return Page("", missing, what_to_do(address), ways_out(address))


def ways_out(address: Address) -> tuple[Part, ...]:
    """A button for each filter that may be why the view is empty."""
    clear = tuple((parameter, ()) for parameter in (*FILTER_PARAMETERS, *PAGE_PARAMETERS))
    all_time = (("from", ()), ("to", ()), ("period", ("all",)))
    return (
        *([Button("clear", _("Clear the filters"), clear)] if has_codes(address) else []),
        *([Button("all-time", _("Show all time"), all_time)] if address.filters.from_day else []),
    )


def what_to_do(address: Address) -> str:
    """The period, and what to change to see anything."""
    period = period_name(address)
    if has_codes(address):
        return _("{period}. Take a longer period or fewer filters.").format(period=period)
    if address.filters.from_day:
        return _("{period}. Take a longer period.").format(period=period)
    return _("Your administrator brings them in from the agencies’ case systems.")
