"""Which addresses of the internet may be fetched from."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

# Written out: ``ipaddress.is_global`` differs between releases of Python.
#: IANA's special-purpose registry (RFC 6890) and multicast: nobody's public address.
_SPECIAL_V4 = [
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private use
        "100.64.0.0/10",  # carrier-grade NAT; Alibaba's metadata
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # Azure's metadata, on an address that looks public
        "169.254.0.0/16",  # link-local; metadata of most clouds
        "172.16.0.0/12",  # private use
        "192.0.0.0/24",  # protocol assignments; Oracle's metadata
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays, out of use
        "192.168.0.0/16",  # private use
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
]
#: All IPv6 addresses that are handed out for public use (RFC 4291) ...
_GLOBAL_UNICAST = IPv6Network("2000::/3")
#: ... but these.
_SPECIAL_V6 = [
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments; Teredo, which hides an IPv4 address
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, which hides an IPv4 address
        "3fff::/20",  # documentation
    )
]
#: IPv4 addresses behind NAT64; the last 32 bits are the real one (RFC 6052).
_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Tell whether a numeric address is open to everyone on the internet.

    Loopback, private, link-local, metadata, multicast and reserved addresses are
    not; an IPv6 address that carries an IPv4 one is judged by that. Raises
    ``ValueError`` for what is not a numeric address.

    >>> [is_public(text) for text in ("93.184.215.14", "10.0.0.1", "127.0.0.1")]
    [True, False, False]
    >>> [is_public(text) for text in ("169.254.169.254", "::ffff:127.0.0.1", "::1")]
    [False, False, False]
    >>> is_public("2606:4700::6810:84e5"), is_public("64:ff9b::5db8:d70e")
    (True, True)
    """
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):
        carried = parsed.ipv4_mapped
        if parsed in _NAT64:
            carried = IPv4Address(int(parsed) & 0xFFFF_FFFF)
        if carried is None:
            return _is_public_v6(parsed)
        parsed = carried
    return not any(parsed in network for network in _SPECIAL_V4)


def _is_public_v6(address: IPv6Address) -> bool:
    special = any(address in network for network in _SPECIAL_V6)
    return address in _GLOBAL_UNICAST and not special
