# SPDX-License-Identifier: AGPL-3.0-or-later
"""Les rappels : tout de suite, même au milieu d'une session."""

from __future__ import annotations

import pytest

from kiosk.content.packs.faults import PackFault
from kiosk.domain.recalls import Recall, RecallKind
from kiosk.domain.sessions import SessionOutcome
from kiosk.foundation.errors import Refused
from kiosk.foundation.events import Topic
from tests.support.borne import NEW, OLD, SCAN, fault
from tests.support.packs import bundled_version, recalls_of
from ui.browser.addresses import allowed_from


def test_a_recall_stops_a_walkthrough_even_in_a_running_session(start, keys):
    borne = start()
    borne.sessions.open("fr")
    run = borne.walkthroughs.start(SCAN)
    other = borne.walkthroughs.start("arnaque")
    told = []
    borne.bus.subscribe(Topic.CONTENT, told.append)

    borne.packs.take_recalls(recalls_of(keys.house(), 1, Recall(RecallKind.WALKTHROUGH, SCAN)))

    assert told == [Topic.CONTENT]
    assert borne.walkthroughs.is_stopped(run)
    assert not borne.walkthroughs.is_stopped(other)
    assert borne.walkthroughs.is_withdrawn(SCAN)
    with pytest.raises(Refused):
        borne.walkthroughs.start(SCAN)
    assert SCAN not in {one.walkthrough_id for one in borne.walkthroughs.cards("fr")}
    found = borne.walkthroughs.scored("scanner", "fr", 5)
    assert SCAN not in {one.walkthrough_id for one, _ in found}
    borne = start()
    assert SCAN not in {one.walkthrough_id for one in borne.walkthroughs.cards("fr")}


def test_a_newer_version_in_a_pack_brings_a_recalled_walkthrough_back(start, keys, packs_made):
    borne = start()
    bad = Recall(RecallKind.WALKTHROUGH, SCAN, OLD)
    borne.packs.take_recalls(recalls_of(keys.house(), 1, bad))
    assert SCAN not in {one.walkthrough_id for one in borne.walkthroughs.cards("fr")}

    borne.install(packs_made[NEW])
    borne.packs.activate()

    assert borne.title() == f"Scanner {NEW}"


def test_a_recalled_pack_stops_at_once_and_gives_way_between_sessions(start, keys, packs_made):
    borne = start()
    borne.install(packs_made[OLD])
    borne.packs.activate()
    session = borne.sessions.open("fr")
    run = borne.walkthroughs.start(SCAN)

    borne.packs.take_recalls(recalls_of(keys.house(), 1, Recall(RecallKind.PACK, "essai", OLD)))

    assert borne.packs.is_waiting
    assert borne.walkthroughs.is_stopped(run)
    assert borne.walkthroughs.cards("fr") == ()
    borne.sessions.finish(session, SessionOutcome.FINISHED)
    assert borne.packs.activate()
    assert borne.version() == bundled_version()
    assert borne.walkthroughs.cards("fr")
    assert fault(borne.packs.install, packs_made[OLD]) is PackFault.RECALLED
    borne.install(packs_made[NEW])
    borne.packs.activate()
    assert borne.title() == f"Scanner {NEW}"


def test_a_host_that_was_called_back_is_not_opened_with_the_sites_of_others(start, keys):
    borne = start()
    run = borne.walkthroughs.start("arnaque")
    before = borne.walkthroughs.site_hosts(run)
    hostile = ".hcaptcha.com"
    assert hostile in before

    called_back = Recall(RecallKind.URL, hostile.removeprefix("."))
    borne.packs.take_recalls(recalls_of(keys.house(), 1, called_back))

    assert not borne.walkthroughs.is_stopped(run)
    opened = tuple(one for one in before if one != hostile)
    assert borne.walkthroughs.site_hosts(run) == (*opened, "!hcaptcha.com")


def test_a_name_below_a_host_that_stays_open_is_closed_by_its_own_recall(start, keys):
    borne = start()
    run = borne.walkthroughs.start("arnaque")
    assert ".hcaptcha.com" in borne.walkthroughs.site_hosts(run)

    called_back = Recall(RecallKind.URL, "newassets.hcaptcha.com")
    borne.packs.take_recalls(recalls_of(keys.house(), 1, called_back))

    allowed = allowed_from(borne.walkthroughs.site_hosts(run))
    assert not allowed.holds("newassets.hcaptcha.com")
    assert not allowed.holds("a.newassets.hcaptcha.com")
    assert allowed.holds("js.hcaptcha.com")
    assert borne.walkthroughs.closed_hosts() == ("!newassets.hcaptcha.com",)
