# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kiosk.domain.privacy import RETENTION, Kept, erase_before, retention_of

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def test_every_kept_thing_has_one_rule_with_a_reason():
    assert sorted(rule.kept for rule in RETENTION) == sorted(Kept)
    assert all(rule.counted_from and rule.reason for rule in RETENTION)


def test_anonymous_rows_cover_a_year_and_the_month_under_way():
    for kept in (Kept.SESSIONS, Kept.VISITS, Kept.FEEDBACK):
        assert 395 <= retention_of(kept).days <= 397


def test_a_label_is_erased_a_day_after_the_start():
    assert erase_before(Kept.APPOINTMENT_LABELS, NOW) == NOW - timedelta(hours=24)


def test_a_contact_is_not_kept_once_it_was_sent():
    assert retention_of(Kept.APPOINTMENT_CONTACTS).days == 0
