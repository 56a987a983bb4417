# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which hosts a site opens, and how a host is called."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.content.loader import load_catalog
from kiosk.domain.site_hosts import (
    TOO_WIDE,
    hosts_of_site,
    hosts_of_walkthrough,
    name_of_host,
    own_domain,
    plain_address,
)
from kiosk.domain.walkthroughs import HostFamily, OfficialSite, Registries
from ui.browser.addresses import allowed_from, check_address

CAF = OfficialSite(
    address="https://www.caf.fr/allocataires",
    shown="caf.fr",
    names={"fr": "Le site de la CAF", "en": "The CAF website"},
    spoken={"fr": "caf point fr"},
    checked_on=None,
)
LOGIN = HostFamily({"fr": "FranceConnect"}, (".franceconnect.gouv.fr",), True, None)
PAYMENT = HostFamily({"fr": "Le paiement"}, ("www.payfip.gouv.fr",), False, None)
REGISTRIES = Registries(
    papers={},
    sites={"caf": CAF},
    contacts={},
    themes=(),
    labels={},
    synonyms=(),
    families={"connexion": LOGIN, "paiement": PAYMENT},
)
CONTENT = Path(__file__).resolve().parents[4] / "assets" / "content"


def test_a_site_opens_itself_all_below_it_and_what_every_site_needs():
    assert hosts_of_site(CAF, REGISTRIES) == (".caf.fr", ".franceconnect.gouv.fr")


def test_a_site_opens_besides_what_its_entry_names():
    site = replace(CAF, hosts=("pay.caf.com",), families=("paiement",))

    assert hosts_of_site(site, REGISTRIES) == (
        ".caf.fr",
        "pay.caf.com",
        ".franceconnect.gouv.fr",
        "www.payfip.gouv.fr",
    )


def test_no_site_opens_a_whole_part_of_the_internet():
    site = replace(CAF, address="https://www.gouv.fr")

    assert own_domain(site) in TOO_WIDE
    assert hosts_of_site(site, REGISTRIES)[0] == "gouv.fr"


@pytest.mark.parametrize(
    ("host", "language", "name"),
    [
        ("www.caf.fr", "fr", "Le site de la CAF"),
        ("connect.caf.fr", "en", "The CAF website"),
        ("caf.fr", "ar", "Le site de la CAF"),
        ("app.franceconnect.gouv.fr", "en", "FranceConnect"),
        ("evilcaf.fr", "fr", ""),
        ("www.caf.fr.evil.com", "fr", ""),
    ],
)
def test_a_host_is_called_by_its_site_or_by_what_it_is_for(host, language, name):
    assert name_of_host(host, REGISTRIES, language) == name


def test_every_site_of_the_shipped_walkthroughs_can_be_opened_by_its_own_list():
    catalog = load_catalog(CONTENT, None)
    named = []
    for walkthrough in catalog.walkthroughs.values():
        allowed = allowed_from(hosts_of_walkthrough(walkthrough, catalog.registries))
        for step in walkthrough.steps:
            if step.url_id:
                named.append(step.url_id)
                check_address(catalog.registries.sites[step.url_id].address, allowed)

    assert named
    assert {"franceconnect", "captcha", "paiement", "messagerie"} <= set(
        catalog.registries.families
    )


@pytest.mark.parametrize(
    ("address", "plain"),
    [
        ("https://www.caf.fr/a?b#c", "https://www.caf.fr/a?b#c"),
        ("https://WWW.Caf.fr./A", "https://www.caf.fr/A"),
        ("https://www.caf.fr:443/", "https://www.caf.fr/"),
        ("https://www.caf.fr:8443/", "https://www.caf.fr:8443/"),
        ("https://x:y@www.caf.fr./", "https://x:y@www.caf.fr/"),
        ("https://[::1]/", "https://[::1]/"),
        ("https://[caf.fr/", "https://[caf.fr/"),
        ("https://caf.fr:abc/", "https://caf.fr:abc/"),
    ],
)
def test_an_address_has_one_plain_form(address, plain):
    assert plain_address(address) == plain
    assert plain_address(plain) == plain
