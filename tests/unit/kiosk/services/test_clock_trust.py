# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.services.clock_trust import (
    ClockDoubt,
    LeaseBar,
    Reading,
    confirmed,
    doubt_of,
    is_shared,
    lease_bar,
    noted,
    with_canary,
)
from tests.support.storage import a_device_row

WEEK = timedelta(days=7)
ROW = a_device_row()
SECONDS = st.floats(0, 5 * 86_400)


def later(wall_s, ran_s, boot_id="boot-1"):
    return Reading(
        ROW.last_instant_utc + timedelta(seconds=wall_s), ROW.last_monotonic_s + ran_s, boot_id
    )


@given(SECONDS, st.floats(61, 86_400))
def test_a_clock_set_back_stays_in_doubt_however_long_one_waits(ran_s, back_s):
    row = noted(ROW, later(-back_s, 0), WEEK)

    assert noted(row, later(ran_s - back_s, ran_s), WEEK).clock_doubt == ClockDoubt.BACK


@given(SECONDS, st.floats(8 * 86_400, 400 * 86_400))
def test_a_clock_far_ahead_stays_in_doubt_however_long_one_waits(ran_s, ahead_s):
    row = noted(ROW, later(ahead_s, 0), WEEK)

    assert noted(row, later(ran_s + ahead_s, ran_s), WEEK).clock_doubt == ClockDoubt.AHEAD


@given(st.lists(st.tuples(st.floats(-9e6, 9e6), st.floats(0, 9e5)), max_size=8))
def test_the_stored_instant_never_goes_back_by_more_than_a_moment(steps):
    row, ran_s = ROW, 0.0
    for wall_s, more_s in steps:
        ran_s += more_s
        before = row.last_instant_utc
        row = noted(row, later(wall_s, ran_s), WEEK)
        assert row.last_instant_utc >= before - timedelta(seconds=60)


@pytest.mark.parametrize("doubt", [-3600, 400 * 86_400])
def test_a_doubt_outlives_a_reboot(doubt):
    row = noted(ROW, later(doubt, 0), WEEK)

    assert doubt_of(row, later(doubt + 30, 30, "boot-2"), WEEK) is not ClockDoubt.NONE


def test_a_time_server_may_set_a_believed_clock_back_by_a_moment():
    assert doubt_of(ROW, later(-5, 0), WEEK) is ClockDoubt.NONE


def test_a_battery_that_died_before_the_first_start_is_seen():
    row = a_device_row(last_instant_utc=datetime(1970, 1, 1, tzinfo=UTC))
    at = Reading(datetime(1970, 1, 1, 0, 5, tzinfo=UTC), 300.0, "boot-1")

    assert doubt_of(row, at, WEEK) is ClockDoubt.BACK


def test_a_confirmed_clock_is_believed():
    at = later(90 * 86_400, 10)

    assert doubt_of(confirmed(ROW, at), at, WEEK) is ClockDoubt.NONE


def test_the_canary_lives_once_another_boot_saw_it():
    assert not with_canary(ROW, "boot-1").canary_survived
    survived = with_canary(ROW, "boot-2")
    assert survived.canary_survived
    assert with_canary(survived, "boot-1").canary_survived


@pytest.mark.parametrize(
    ("kind", "bar"),
    [
        ("ext4", LeaseBar.NONE),
        ("btrfs", LeaseBar.NONE),
        ("ntfs", LeaseBar.NONE),
        ("tmpfs", LeaseBar.FOLDER),
        ("overlay", LeaseBar.FOLDER),
        ("nfs4", LeaseBar.FOLDER),
        ("CIFS", LeaseBar.FOLDER),
    ],
)
def test_only_a_disk_that_remembers_may_hold_leases(kind, bar):
    assert lease_bar(a_device_row(canary_survived=True), kind) is bar


def test_shares_are_told_from_disks():
    assert [is_shared(kind) for kind in ("nfs", "fuse.sshfs", "ext4", "tmpfs")] == [
        True,
        True,
        False,
        False,
    ]
