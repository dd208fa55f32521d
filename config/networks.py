"""Addresses and networks, as settings name them."""

from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from config.toml_file import SettingRefused

Networks = tuple[IPv4Network | IPv6Network, ...]


def read_networks(setting: str, given: str) -> Networks:
    """Addresses and networks, with commas between them. Raises SettingRefused for what is neither."""
    try:
        return tuple(ip_network(one.strip()) for one in given.split(",") if one.strip())
    except ValueError as error:
        words = "it is addresses or networks with commas between them, such as 10.1.2.3, 10.8.0.0/24"
        raise SettingRefused(f"{setting}: {error}; {words}") from error


def is_within(address: str, networks: Networks) -> bool:
    """Whether an address is in one of the networks; what is no address is in none."""
    try:
        asks = ip_address(address)
    except ValueError:
        return False
    return any(asks in network for network in networks)
