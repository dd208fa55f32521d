"""Addresses and networks of the settings."""

import pytest

from config.networks import is_within, read_networks


@pytest.mark.parametrize(("address", "may"), [("10.8.0.9", True), ("10.9.0.9", False), ("::1", True), ("", False)])
def test_an_address_is_within_a_network_or_not(address: str, may: bool) -> None:
    assert is_within(address, read_networks("NAME", "10.8.0.0/24, ::1")) is may
    assert not is_within(address, ())
