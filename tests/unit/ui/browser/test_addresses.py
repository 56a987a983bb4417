# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which addresses a site may reach: those of the list, in their one plain form."""

from __future__ import annotations

import ipaddress
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.browser.addresses import (
    NOTHING,
    AddressRefused,
    Refusal,
    allowed_from,
    check_address,
    check_authority,
    is_public,
    plain_host,
    secured,
)

LIST = allowed_from([".caf.fr", "www.service-public.gouv.fr"])
LETTERS = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=12)
HOSTS = st.lists(LETTERS, min_size=1, max_size=4).map(lambda parts: ".".join([*parts, "fr"]))


def why(check, *arguments) -> Refusal | None:
    try:
        check(*arguments)
    except AddressRefused as refused:
        return refused.kind
    return None


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("https://caf.fr/", None),
        ("https://WWW.Caf.FR/a?b#c", None),
        ("https://connect.caf.fr:443/", None),
        ("https://www.service-public.gouv.fr", None),
        ("https://service-public.gouv.fr", Refusal.NOT_LISTED),
        ("https://caf.fr.evil.com/", Refusal.NOT_LISTED),
        ("https://evilcaf.fr/", Refusal.NOT_LISTED),
        ("https://caf-fr.com/", Refusal.NOT_LISTED),
        ("https://xn--cf-lia.fr/", Refusal.LOOK_ALIKE),
        ("https://xn--80ak6aa92e.com/", Refusal.LOOK_ALIKE),
        ("https://саf.fr/", Refusal.LOOK_ALIKE),
        ("https://caf。fr/", Refusal.LOOK_ALIKE),
        ("https://caf.fr@evil.com/", Refusal.USER_PART),
        ("https://user:pass@caf.fr/", Refusal.USER_PART),
        ("https://@caf.fr/", Refusal.USER_PART),
        ("https://caf.fr:8443/", Refusal.PORT),
        ("https://caf.fr:0/", Refusal.PORT),
        ("https://caf.fr:99999/", Refusal.MALFORMED),
        ("https://caf.fr./", Refusal.MALFORMED),
        ("https://caf..fr/", Refusal.MALFORMED),
        ("https://-caf.fr/", Refusal.MALFORMED),
        ("https://caf.fr\\@evil.com/", Refusal.MALFORMED),
        ("https://caf.fr\t/", Refusal.MALFORMED),
        ("https:///caf.fr", Refusal.MALFORMED),
        ("https://caf%2efr/", Refusal.MALFORMED),
        ("https://93.184.216.34/", Refusal.LITERAL),
        ("https://[2606:2800::1]/", Refusal.LITERAL),
        ("https://2130706433/", Refusal.LITERAL),
        ("https://0x7f.1/", Refusal.LITERAL),
        ("https://127.1/", Refusal.LITERAL),
        ("https://caf.0x7f/", Refusal.LITERAL),
        ("http://caf.fr/", Refusal.SCHEME),
        ("ftp://caf.fr/", Refusal.SCHEME),
        ("javascript:alert(1)", Refusal.SCHEME),
        ("data:text/html,x", Refusal.SCHEME),
        ("blob:https://caf.fr/x", Refusal.SCHEME),
        ("view-source:https://caf.fr/", Refusal.SCHEME),
        ("chrome://version", Refusal.SCHEME),
        ("file:///etc/passwd", Refusal.SCHEME),
        ("//caf.fr/", Refusal.SCHEME),
        ("caf.fr", Refusal.SCHEME),
        ("", Refusal.MALFORMED),
        ("https://localhost/", Refusal.MALFORMED),
        ("https://caf.fr/" + "a" * 5000, Refusal.MALFORMED),
    ],
)
def test_each_hostile_way_to_write_an_address_is_refused_by_its_kind(address, kind):
    assert why(check_address, address, LIST) is kind


@pytest.mark.parametrize(
    ("authority", "kind"),
    [
        ("caf.fr:443", None),
        ("CAF.fr:443", None),
        ("caf.fr:80", Refusal.PORT),
        ("caf.fr:8443", Refusal.PORT),
        ("caf.fr", Refusal.MALFORMED),
        ("caf.fr:", Refusal.MALFORMED),
        ("caf.fr:44３", Refusal.MALFORMED),
        ("caf.fr:443443", Refusal.MALFORMED),
        ("caf.fr@evil.com:443", Refusal.USER_PART),
        ("[::1]:443", Refusal.LITERAL),
        ("::1:443", Refusal.LITERAL),
        ("127.0.0.1:443", Refusal.LITERAL),
        ("evil.com:443", Refusal.NOT_LISTED),
        (":443", Refusal.MALFORMED),
    ],
)
def test_each_hostile_way_to_ask_for_a_tunnel_is_refused_by_its_kind(authority, kind):
    assert why(check_authority, authority, LIST) is kind


@given(HOSTS)
def test_a_host_passes_only_below_a_domain_of_the_list_or_as_a_host_of_it(host):
    passes = why(check_address, f"https://{host}/", LIST) is None

    assert passes is (host == "caf.fr" or host.endswith(".caf.fr"))


@given(st.text(max_size=80))
def test_any_text_is_refused_or_is_an_https_address_of_the_list(text):
    kind = why(check_address, text, LIST)
    if kind is None:
        host = check_address(text, LIST)
        assert host == plain_host(host)
        assert LIST.holds(host)
    else:
        assert kind in Refusal


@given(st.text(max_size=40))
def test_nothing_passes_an_empty_list(text):
    assert why(check_authority, f"{text}:443", NOTHING) is not None


@given(st.ip_addresses())
def test_no_address_in_figures_is_ever_a_host(address):
    written = f"[{address}]" if address.version == 6 else str(address)

    assert why(check_authority, f"{written}:443", LIST) is Refusal.LITERAL


@given(st.ip_addresses(v=4))
def test_an_address_wrapped_in_another_is_judged_by_what_it_wraps(inner):
    mapped = ipaddress.IPv6Address(f"::ffff:{inner}")
    translated = ipaddress.IPv6Address(int(ipaddress.IPv6Address("64:ff9b::")) + int(inner))

    assert is_public(str(mapped)) is is_public(str(inner))
    assert is_public(str(translated)) is is_public(str(inner))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "64:ff9b::a00:1",
        "not an address",
    ],
)
def test_no_place_of_the_own_network_is_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2a01:e0a::1", "1.1.1.1"])
def test_a_place_of_the_internet_is_public(address):
    assert is_public(address)


def test_an_address_in_clear_becomes_one_by_tls_on_the_same_host():
    assert secured("http://www.caf.fr/a?b=1", LIST) == "https://www.caf.fr/a?b=1"
    assert why(secured, "http://www.caf.fr:8080/", LIST) is Refusal.PORT
    assert why(secured, "http://evil.com/", LIST) is Refusal.NOT_LISTED
    assert why(secured, "http://caf.fr@evil.com/", LIST) is Refusal.USER_PART


@pytest.mark.parametrize("pattern", [".fr", ".gouv.fr", ".co.uk", "", ".", "*.caf.fr", "1.2.3.4"])
def test_a_pattern_that_opens_too_much_is_no_pattern(pattern):
    assert why(allowed_from, [pattern]) is not None


@given(st.lists(st.sampled_from(["a", "b", "caf", "ca"]), max_size=4).map(".".join))
def test_a_closed_name_and_all_below_it_pass_nowhere_whatever_opens_them(below):
    host = f"{below}.caf.fr" if below else "caf.fr"
    closed = allowed_from([".caf.fr", "a.caf.fr", "b.a.caf.fr", "!a.caf.fr"])
    passes = why(check_address, f"https://{host}/", closed) is None

    assert passes is not (host == "a.caf.fr" or host.endswith(".a.caf.fr"))


def test_two_lists_as_one_close_what_either_closes():
    for both in (
        allowed_from(["!a.caf.fr"]).and_also(allowed_from([".caf.fr"])),
        allowed_from([".caf.fr"]).and_also(allowed_from(["!a.caf.fr"])),
    ):
        assert both.holds("www.caf.fr")
        assert not both.holds("a.caf.fr")
        assert not both.holds("b.a.caf.fr")
