"""Which addresses of the internet may be fetched from."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

#: Azure answers its machines' metadata questions on this public address.
_AZURE_METADATA = IPv4Address("168.63.129.16")
#: All IPv6 addresses that are handed out for public use (RFC 4291, IANA).
_GLOBAL_UNICAST = IPv6Network("2000::/3")
#: IPv4 addresses behind NAT64; the last 32 bits are the real one (RFC 6052).
_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Tell whether a numeric address is open to everyone on the internet.

    Loopback, private, link-local, metadata, multicast and reserved addresses are
    not; an IPv6 address that carries an IPv4 one is judged by both. Raises
    ``ValueError`` for what is not a numeric address.

    >>> [is_public(text) for text in ("93.184.215.14", "10.0.0.1", "127.0.0.1")]
    [True, False, False]
    >>> [is_public(text) for text in ("169.254.169.254", "::ffff:127.0.0.1", "::1")]
    [False, False, False]
    >>> is_public("2606:4700::6810:84e5"), is_public("64:ff9b::5db8:d70e")
    (True, True)
    """
    parsed = ip_address(address.partition("%")[0])
    if isinstance(parsed, IPv4Address):
        return _is_public_v4(parsed)
    if parsed.ipv4_mapped is not None:
        return _is_public_v4(parsed.ipv4_mapped)
    if parsed in _NAT64:
        return _is_public_v4(_last_32_bits(parsed))
    # 6to4 and Teredo are dead ways to hide an IPv4 address; nobody serves feeds there.
    if parsed.sixtofour is not None or parsed.teredo is not None:
        return False
    return parsed in _GLOBAL_UNICAST and parsed.is_global


def _is_public_v4(address: IPv4Address) -> bool:
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and address != _AZURE_METADATA
    )


def _last_32_bits(address: IPv6Address) -> IPv4Address:
    return IPv4Address(int(address) & 0xFFFF_FFFF)
