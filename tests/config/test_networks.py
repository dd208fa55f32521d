"""Addresses and networks of the settings."""

from ipaddress import IPv4Address, IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.networks import are_too_wide, is_within, read_networks


@pytest.mark.parametrize(("address", "may"), [("10.8.0.9", True), ("10.9.0.9", False), ("::1", True), ("", False)])
def test_an_address_is_within_a_network_or_not(address: str, may: bool) -> None:
    assert is_within(address, read_networks("NAME", "10.8.0.0/24, ::1")) is may
    assert not is_within(address, ())


@given(st.integers(0, 32), st.ip_addresses(v=4))
def test_a_network_of_ipv4_is_the_same_however_ipv6_writes_it(bits: int, address: IPv4Address) -> None:
    plain = IPv4Network((address, bits), strict=False)
    mapped = read_networks("NAME", f"::ffff:{plain.network_address}/{bits + 96}")
    assert mapped == (plain,)
    assert are_too_wide(mapped) is are_too_wide((plain,)) is (bits < 8)
    assert is_within(f"::ffff:{address}", mapped)
    assert is_within(str(address), mapped)


@pytest.mark.parametrize(
    "network", ["::ffff:0:0/96", "::/80", "::fffe:0:0/95", "::ffff:0.0.0.0/96", "::/0", "0.0.0.0/0"]
)
def test_all_of_ipv4_is_too_wide_in_whatever_way(network: str) -> None:
    assert are_too_wide(read_networks("NAME", network))


def test_somebodys_own_network_is_not() -> None:
    assert not are_too_wide(read_networks("NAME", "10.8.0.0/24, fd00::/32, ::ffff:10.0.0.0/104, ::1"))
