"""Addresses and networks, as settings name them."""

from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_address, ip_network

from config.toml_file import SettingRefused

Networks = tuple[IPv4Network | IPv6Network, ...]
# bits of the widest network that is still somewhere
WIDEST, WIDEST_IPV6 = 8, 16


def read_networks(setting: str, given: str) -> Networks:
    """Addresses and networks, with commas between them. Raises SettingRefused for what is neither."""
    try:
        return tuple(ip_network(one.strip()) for one in given.split(",") if one.strip())
    except ValueError as error:
        words = "it is addresses or networks with commas between them, such as 10.1.2.3, 10.8.0.0/24"
        raise SettingRefused(f"{setting}: {error}; {words}") from error


def are_too_wide(networks: Networks) -> bool:
    """Whether one of the networks, or several side by side, is wider than anybody's own."""
    of_4 = collapse_addresses(network for network in networks if isinstance(network, IPv4Network))
    of_6 = collapse_addresses(network for network in networks if isinstance(network, IPv6Network))
    return any(one.prefixlen < WIDEST for one in of_4) or any(one.prefixlen < WIDEST_IPV6 for one in of_6)


def is_within(address: str, networks: Networks) -> bool:
    """Whether an address is in one of the networks; what is no address is in none."""
    try:
        asks = ip_address(address)
    except ValueError:
        return False
    return any(asks in network for network in networks)
