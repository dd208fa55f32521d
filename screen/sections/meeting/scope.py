"""What a meeting looks at: its own filters, whatever the filter bar says meanwhile."""

from dataclasses import replace

from screen.address.address import read_address, write_address
from screen.frame import services
from screen.view.compute import computed
from screen.view.view import View
from store.own.meetings import Meeting


def looked_at(meeting: Meeting, view: View) -> View:
    """The view with the filters that the meeting was opened with, up to now."""
    filters = view.filters
    address = read_address(meeting.parameters, filters.grant, view.now, view.names, filters.delay_clock)
    if write_address(address) == write_address(view.address):
        return view
    return replace(view, address=address, compute=computed(services.replica(), address.filters))
