# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import hashlib

import pytest

from kiosk.foundation.errors import Refused
from kiosk.foundation.events import EventBus
from kiosk.services.staff import (
    PinExpired,
    PinWrong,
    Staff,
    StaffRole,
    StaffService,
    argon2_digest,
    is_strong,
)
from tests.support.fakes import FrozenClock
from tests.support.storage import started_database

PIN = "482913"


def quick_digest(pin, salt):
    return hashlib.sha256(salt + pin.encode()).digest()


@pytest.fixture
def clock():
    return FrozenClock()


@pytest.fixture
def database(tmp_path):
    opened = started_database(tmp_path)
    yield opened
    opened.close()


def service(database, clock):
    return StaffService(database, clock, EventBus(), digest=quick_digest)


@pytest.fixture
def staff(database, clock):
    return service(database, clock)


def fail(staff, times):
    waits = []
    for _ in range(times):
        with pytest.raises(PinWrong) as refusal:
            staff.check_pin("000111")
        waits.append(refusal.value.wait_s)
    return waits


def test_there_is_no_code_before_one_is_set(staff):
    assert staff.roles() == frozenset()
    with pytest.raises(PinWrong):
        staff.check_pin("123456")


def test_a_code_says_who_it_is(staff):
    staff.set_pin("Sofia", StaffRole.MEDIATOR, PIN)
    staff.set_pin("Accueil", StaffRole.VOLUNTEER, "905172")

    assert staff.check_pin(PIN) == Staff(1, StaffRole.MEDIATOR, "Sofia")
    volunteer = staff.check_pin("905172")
    assert (volunteer.role, volunteer.sees_names) == (StaffRole.VOLUNTEER, False)


def test_two_people_never_share_a_code(staff):
    staff.set_pin("Sofia", StaffRole.MEDIATOR, PIN)

    with pytest.raises(Refused, match="pin_taken"):
        staff.set_pin("Karim", StaffRole.MEDIATOR, PIN)
    staff.set_pin("Sofia", StaffRole.MEDIATOR, PIN)


@pytest.mark.parametrize("pin", ["", "12345", "111111", "123456", "987654", "12a456", "1" * 13])
def test_a_weak_code_is_refused(staff, pin):
    assert not is_strong(pin)
    with pytest.raises(Refused, match="pin_weak"):
        staff.set_pin("Sofia", StaffRole.MEDIATOR, pin)


def test_a_code_without_a_name_is_refused(staff):
    with pytest.raises(Refused, match="name_missing"):
        staff.set_pin("  ", StaffRole.MEDIATOR, PIN)


def test_the_third_wrong_code_begins_a_pause_that_doubles(staff, clock):
    waits = fail(staff, 3)
    clock.pass_time(seconds=waits[-1])
    waits += fail(staff, 1)

    assert waits == [0.0, 0.0, 5.0, 10.0]


def test_nothing_is_tried_during_the_pause(staff):
    staff.set_pin("Sofia", StaffRole.MEDIATOR, PIN)
    fail(staff, 3)

    with pytest.raises(PinWrong) as refusal:
        staff.check_pin(PIN)
    assert refusal.value.wait_s == 5.0


def test_the_right_code_after_the_pause_begins_anew(staff, clock):
    staff.set_pin("Sofia", StaffRole.MEDIATOR, PIN)
    fail(staff, 3)
    clock.pass_time(seconds=5)
    staff.check_pin(PIN)

    assert fail(staff, 2) == [0.0, 0.0]


def test_a_restart_or_a_reboot_does_not_shorten_the_pause(database, staff, clock):
    fail(staff, 3)
    again = service(database, clock)
    assert again.pause_s() == 5.0

    clock.reboot("boot-2")

    assert again.pause_s() == pytest.approx(4.0)


def test_a_changed_date_does_not_shorten_the_pause(staff, clock):
    fail(staff, 3)
    clock.set_wall(clock.now_utc().replace(year=2030))

    assert staff.pause_s() == 5.0


def test_a_try_is_counted_before_the_code_is_looked_at(database, clock):
    def lose_power(pin, salt):
        raise KeyboardInterrupt

    fail(service(database, clock), 2)
    cut = StaffService(database, clock, EventBus(), digest=lose_power)
    with pytest.raises(KeyboardInterrupt):
        cut.check_pin(PIN)

    assert service(database, clock).pause_s() == 5.0


def test_an_old_code_must_be_changed(staff, clock):
    staff.set_pin("Sofia", StaffRole.MEDIATOR, PIN, days=90)
    clock.pass_time(days=90)

    with pytest.raises(PinExpired):
        staff.check_pin(PIN)
    assert staff.roles() == frozenset()


def test_a_code_taken_away_opens_nothing(staff):
    staff.set_pin("Sofia", StaffRole.MEDIATOR, PIN)

    assert staff.remove("Sofia")
    assert not staff.remove("Sofia")
    with pytest.raises(PinWrong):
        staff.check_pin(PIN)


def test_argon2_gives_another_digest_for_another_salt_or_code():
    digests = {
        argon2_digest(PIN, b"a" * 16),
        argon2_digest(PIN, b"b" * 16),
        argon2_digest("482914", b"a" * 16),
    }

    assert len(digests) == 3
    assert {len(digest) for digest in digests} == {32}
