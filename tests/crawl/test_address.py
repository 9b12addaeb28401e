"""Which numeric addresses are public."""

from __future__ import annotations

import pytest

from watch.crawl.address import is_public

PUBLIC = """
1.1.1.1 8.8.8.8 93.184.215.14 172.15.255.255 172.32.0.1 100.63.255.255 100.128.0.1
223.255.255.254 2606:4700::6810:84e5 2a00:1450:4007:80e::200e 64:ff9b::808:808
::ffff:8.8.8.8
"""

#: By what makes them private.
PRIVATE = {
    "this network": "0.0.0.0 0.1.2.3 :: ",
    "loopback": "127.0.0.1 127.255.255.254 ::1",
    "private use": "10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 fc00::1 fd12::1",
    "carrier-grade NAT": "100.64.0.1 100.127.255.255",
    "link-local": "169.254.0.1 fe80::1 fe80::1%eth0 febf::1",
    "site-local": "fec0::1",
    "metadata": "169.254.169.254 100.100.100.200 168.63.129.16 fd00:ec2::254",
    "IPv4 in IPv6": "::ffff:127.0.0.1 ::ffff:10.1.2.3 ::ffff:a9fe:a9fe ::127.0.0.1",
    "NAT64": "64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::7f00:1",
    "6to4": "192.88.99.1 2002:7f00:1::1 2002:808:808::1",
    "Teredo": "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "documentation": "192.0.2.1 198.51.100.7 203.0.113.9 2001:db8::1 3fff::1",
    "protocol assignments": "192.0.0.1 192.0.0.192",
    "benchmarking": "198.18.0.1 198.19.255.255",
    "multicast": "224.0.0.1 239.255.255.255 ff02::1",
    "reserved": "240.0.0.1 255.255.255.255 100::1 4000::1",
}


@pytest.mark.parametrize("address", PUBLIC.split())
def test_public_addresses_are_allowed(address: str) -> None:
    """An address that everyone can reach is public."""
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [address for group in PRIVATE.values() for address in group.split()],
)
def test_private_addresses_are_not(address: str) -> None:
    """An address of this machine, network or provider is not public."""
    assert not is_public(address)
