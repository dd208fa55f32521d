"""Addresses and networks, as settings name them."""

from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_address, ip_network

from config.toml_file import SettingRefused

Networks = tuple[IPv4Network | IPv6Network, ...]
# bits of the widest network that is still somewhere
WIDEST, WIDEST_IPV6 = 8, 16
# the addresses of IPv6 that are those of IPv4 (RFC 4291, 2.5.5.2)
MAPPED = IPv6Network("::ffff:0:0/96")


def read_networks(setting: str, given: str) -> Networks:
    """Addresses and networks, with commas between them. Raises SettingRefused for what is neither."""
    try:
        return tuple(_plain(ip_network(one.strip())) for one in given.split(",") if one.strip())
    except ValueError as error:
        words = "it is addresses or networks with commas between them, such as 10.1.2.3, 10.8.0.0/24"
        raise SettingRefused(f"{setting}: {error}; {words}") from error


def are_too_wide(networks: Networks) -> bool:
    """Whether one of the networks, or several side by side, is wider than anybody's own."""
    of_4 = collapse_addresses(network for network in networks if isinstance(network, IPv4Network))
    of_6 = collapse_addresses(network for network in networks if isinstance(network, IPv6Network))
    return any(one.prefixlen < WIDEST for one in of_4) or any(
        one.prefixlen < WIDEST_IPV6 or one.overlaps(MAPPED) for one in of_6
    )


def is_within(address: str, networks: Networks) -> bool:
    """Whether an address is in one of the networks; what is no address is in none."""
    try:
        asks = _plain(ip_network(ip_address(address)))
    except ValueError:
        return False
    return any(asks.network_address in network for network in networks)


def _plain(network: IPv4Network | IPv6Network) -> IPv4Network | IPv6Network:
    """The same network, in IPv4 where it is one that IPv6 writes in its own way."""
    if isinstance(network, IPv6Network) and network.subnet_of(MAPPED):
        return IPv4Network((int(network.network_address) & 0xFFFFFFFF, network.prefixlen - MAPPED.prefixlen))
    return network
