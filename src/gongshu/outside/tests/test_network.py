"""Which addresses may be called."""

from __future__ import annotations

import pytest

from gongshu.outside.network import permitted, read_allowed

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255",
        "::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::", "ff02::1",
        "::7f00:1", "fec0::1", "64:ff9b:1::7f00:1", "240.0.0.1",
    ],
)  # fmt: skip
def test_what_lies_in_the_nodes_own_networks_is_closed_however_it_is_written(address):
    assert not permitted(address, 80, [])


def test_the_internet_is_open():
    assert permitted("114.114.114.114", 443, [])


@pytest.mark.parametrize(
    ("setting", "address", "port", "open_"),
    [
        ("10.20.0.0/16", "10.20.3.4", 8080, True), ("10.20.0.0/16", "10.21.3.4", 8080, False), ("10.20.3.4:8080", "10.20.3.4", 8080, True),
        ("10.20.3.4:8080", "10.20.3.4", 22, False), ("[fd00::1]:443", "fd00::1", 443, True), ("[fd00::1]:443", "fd00::1", 80, False),
        ("fd00::/8", "fd12::1", 80, True), ("10.0.0.0/8", "::ffff:10.1.1.1", 80, True),
    ],
)  # fmt: skip
def test_the_operator_opens_a_network_or_one_port_of_an_address(setting, address, port, open_):
    assert permitted(address, port, [read_allowed(setting)]) is open_


@pytest.mark.parametrize("setting", ["example.org", "10.0.0.1/8", "10.0.0.1:x", ""])
def test_a_setting_that_is_no_network_is_refused(setting):
    with pytest.raises(ValueError):
        read_allowed(setting)
