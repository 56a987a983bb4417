# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a recall names, up to which version, and which walkthroughs it stops."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.content.loader import load_catalog
from kiosk.domain.recalls import Recall, RecallKind, Recalls, calver
from tests.support.packs import small_content


@pytest.fixture(scope="module")
def catalog(tmp_path_factory):
    names = ("caf-rsa-declaration", "scanner-envoyer")
    return load_catalog(small_content(tmp_path_factory.mktemp("content"), names=names))


CALVER = st.builds(
    "{}.{}.{}".format, st.integers(2026, 2099), st.integers(1, 12), st.integers(0, 9999)
)


@given(CALVER, CALVER)
def test_versions_are_ordered_as_years_months_and_numbers(first, second):
    numbers = [tuple(int(part) for part in one.split(".")) for one in (first, second)]

    assert (calver(first) < calver(second)) == (numbers[0] < numbers[1])


@pytest.mark.parametrize("text", ["", "2026", "2026.13.1", "2026.01.1", "v2026.1.1", "2026.1.1.1"])
def test_another_writing_is_no_version(text):
    with pytest.raises(ValueError, match="version"):
        calver(text)


@given(CALVER, CALVER)
def test_a_recall_stops_every_version_up_to_its_bound(version, bound):
    recalls = Recalls(frozenset({Recall(RecallKind.PACK, "roubaix", bound)}))

    assert recalls.names_pack("roubaix", version) == (calver(version) <= calver(bound))
    assert not recalls.names_pack("autre", version)


def test_a_recall_without_a_bound_stops_every_version():
    recalls = Recalls(frozenset({Recall(RecallKind.PACK, "roubaix")}))

    assert recalls.names_pack("roubaix", "2099.12.9999")
    assert recalls.names_pack("roubaix", "badly written")


@pytest.mark.parametrize(
    ("subject", "address", "is_named"),
    [
        ("caf.fr", "https://www.caf.fr", True),
        ("caf.fr", "https://caf.fr/page", True),
        ("www.caf.fr", "https://caf.fr", False),
        ("caf.fr", "https://notcaf.fr", False),
        ("caf.fr", "https://caf.fr.evil.eu", False),
        ("caf.fr", "https://caf.fr@evil.eu/", False),
        ("https://www.caf.fr", "https://www.caf.fr/", True),
        ("https://www.caf.fr/a", "https://www.caf.fr/b", False),
        ("caf.fr", "https://www.caf.fr./page", True),
        ("caf.fr", "https://WWW.CAF.FR:443/", True),
        ("https://www.caf.fr./a", "https://www.caf.fr/a", True),
        ("https://www.caf.fr/a", "https://WWW.caf.fr.:443/a", True),
        ("caf.fr", "https://[caf.fr/", False),
    ],
)
def test_an_address_is_named_by_its_host_or_whole(subject, address, is_named):
    recalls = Recalls(frozenset({Recall(RecallKind.URL, subject)}))

    assert recalls.names_address(address) is is_named


def test_a_recalled_address_stops_the_walkthroughs_that_name_it_and_no_other(catalog):
    rsa, registries = catalog.walkthroughs["caf-rsa-declaration"], catalog.registries
    host = registries.sites["caf"].address.removeprefix("https://")
    recalls = Recalls(frozenset({Recall(RecallKind.URL, host)}))

    assert recalls.stops(rsa, registries)
    assert not recalls.stops(catalog.walkthroughs["scanner-envoyer"], registries)
    assert not Recalls().stops(rsa, registries)


def test_a_recalled_walkthrough_comes_back_with_a_newer_version(catalog):
    one = catalog.walkthroughs["scanner-envoyer"]
    own = Recall(RecallKind.WALKTHROUGH, one.walkthrough_id, one.version)
    older = Recall(RecallKind.WALKTHROUGH, one.walkthrough_id, "2026.10.9")

    assert Recalls(frozenset({own})).stops(one, catalog.registries)
    assert not Recalls(frozenset({older})).stops(one, catalog.registries)


@pytest.mark.parametrize(
    ("subject", "closed"),
    [
        ("a.caf.fr", ("!a.caf.fr",)),
        ("https://a.caf.fr", ("!a.caf.fr",)),
        ("https://A.caf.fr./", ("!a.caf.fr",)),
        ("https://a.caf.fr/page", ()),
        ("https://a.caf.fr/?page", ()),
    ],
)
def test_a_recall_closes_a_host_unless_it_names_one_page_of_it(subject, closed):
    recalls = Recalls(frozenset({Recall(RecallKind.URL, subject)}))

    assert recalls.closed_hosts == closed


def test_a_recall_of_a_walkthrough_or_a_pack_closes_no_host():
    entries = {Recall(RecallKind.PACK, "roubaix"), Recall(RecallKind.WALKTHROUGH, "arnaque")}

    assert Recalls(frozenset(entries)).closed_hosts == ()
