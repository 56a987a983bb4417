# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import shutil
from datetime import date, timedelta

import pytest

from kiosk.domain.centre import CentreCard
from kiosk.domain.outbox import OutboxLane
from kiosk.domain.sessions import SessionOutcome
from kiosk.foundation.errors import ConfigInvalid, Refused
from kiosk.foundation.sealing import new_sealing_keys
from kiosk.services.clock_trust import ClockDoubt, LeaseBar
from kiosk.services.device import Enrolment, IncarnationReason, Role
from kiosk.services.sealing import SealingKeys
from tests.support.storage import Machine


@pytest.fixture
def machine(tmp_path):
    made = Machine(tmp_path / "kiosk")
    yield made
    made.stop()


def a_session(kiosk):
    kiosk.sessions.finish(kiosk.sessions.open("fr"), SessionOutcome.FINISHED)


def waiting(kiosk):
    return kiosk.outbox.next_batch(OutboxLane.LOGS, 100)


def an_enrolment(**changes):
    values = {
        "device_id": "borne-1",
        "tenant": "roubaix",
        "city_key": new_sealing_keys()[1],
        "recovery_key": new_sealing_keys()[1],
    }
    return Enrolment(**{**values, **changes})


def test_a_start_like_any_other_keeps_the_incarnation(machine):
    first = machine.start().device.identity().incarnation
    a_session(machine.kiosk)
    machine.stop()

    kiosk = machine.start()

    assert kiosk.started.renewed is None
    assert kiosk.device.identity().incarnation == first


def test_a_cut_of_power_keeps_the_incarnation(machine):
    first = machine.start().device.identity().incarnation
    a_session(machine.kiosk)
    machine.cut()

    assert machine.start().device.identity().incarnation == first


def test_a_copied_folder_lives_another_life_and_offers_its_queue_with_its_origin(machine, tmp_path):
    kiosk = machine.start()
    a_session(kiosk)
    (original,) = waiting(kiosk)
    machine.stop()
    shutil.copytree(machine.folder, tmp_path / "copy")
    copy = Machine(tmp_path / "copy")
    copy.secrets = machine.secrets

    copied = copy.start()

    assert copied.started.renewed is IncarnationReason.COPY
    (event,) = waiting(copied)
    assert event.identity.incarnation != original.identity.incarnation
    assert event.origin == original.identity
    copy.stop()


def test_a_folder_that_moved_lives_another_life(machine, tmp_path):
    machine.start()
    machine.stop()
    machine.folder = machine.folder.rename(tmp_path / "elsewhere")

    assert machine.start().started.renewed is IncarnationReason.COPY


def test_a_database_put_back_in_its_own_file_is_seen_by_what_is_beside_it(machine, tmp_path):
    machine.start()
    machine.stop()
    old = (machine.folder / "kiosk.db").read_bytes()
    a_session(machine.start())
    machine.stop()
    (machine.folder / "kiosk.db").write_bytes(old)

    assert machine.start().started.renewed is IncarnationReason.ROLL_BACK


def test_a_database_rolled_back_within_one_run_is_seen_by_its_sequences(machine):
    kiosk = machine.start()
    kiosk.database.forget_erased()
    old = (machine.folder / "kiosk.db").read_bytes()
    a_session(kiosk)
    machine.cut()
    (machine.folder / "kiosk.db").write_bytes(old)

    assert machine.start().started.renewed is IncarnationReason.ROLL_BACK


def test_a_folder_without_its_note_lives_another_life(machine):
    machine.start()
    machine.stop()
    (machine.folder / "witness").unlink()

    assert machine.start().started.renewed is IncarnationReason.COPY


def test_enrolment_gives_a_name_a_new_life_and_the_keys(machine):
    kiosk = machine.start()
    a_session(kiosk)
    before = kiosk.device.identity()
    given = an_enrolment()

    kiosk.device.enrol(given)

    after = kiosk.device.identity()
    assert (before.enrolled, after.enrolled, after.device_id) == (False, True, "borne-1")
    assert after.incarnation != before.incarnation
    assert kiosk.device.sealing_keys() == SealingKeys(given.city_key, None)
    assert kiosk.keys.is_recoverable
    assert waiting(kiosk)[0].origin is not None


def test_enrolment_told_twice_keeps_the_life(machine):
    kiosk = machine.start()
    kiosk.device.enrol(an_enrolment())
    first = kiosk.device.identity().incarnation

    kiosk.device.enrol(an_enrolment())

    assert kiosk.device.identity().incarnation == first


def test_there_is_no_key_to_seal_for_before_enrolment(machine):
    kiosk = machine.start()
    assert kiosk.device.sealing_keys() is None

    kiosk.device.set_sealing_keys(SealingKeys(new_sealing_keys()[1], None))

    assert kiosk.device.sealing_keys() is None


def test_a_newer_key_of_the_city_or_of_the_desk_serves_at_once(machine):
    kiosk = machine.start()
    kiosk.device.enrol(an_enrolment())
    newer = SealingKeys(new_sealing_keys()[1], new_sealing_keys()[1])

    kiosk.device.set_sealing_keys(newer)

    assert kiosk.device.sealing_keys() == newer


def test_a_clock_set_back_an_hour_is_not_believed_until_the_date_is_confirmed(machine):
    device = machine.start().device
    machine.clock.set_wall(machine.clock.now_utc() - timedelta(hours=1))
    assert device.note_instant().doubt is ClockDoubt.BACK
    machine.clock.pass_time(hours=2)
    assert device.clock_trust().doubt is ClockDoubt.BACK

    device.confirm_date(date(2026, 11, 23))

    assert device.clock_trust().is_trusted


def test_a_clock_ahead_by_a_year_is_not_believed(machine):
    device = machine.start().device
    machine.clock.set_wall(machine.clock.now_utc() + timedelta(days=365))

    assert device.clock_trust().doubt is ClockDoubt.AHEAD
    assert device.note_instant().doubt is ClockDoubt.AHEAD


def test_a_clock_put_right_again_is_believed_without_a_person(machine):
    device = machine.start().device
    machine.clock.set_wall(machine.clock.now_utc() + timedelta(days=365))
    device.note_instant()
    machine.clock.set_wall(machine.clock.now_utc() - timedelta(days=365))

    assert device.note_instant().is_trusted


@pytest.mark.parametrize(
    ("away", "doubt"),
    [
        (timedelta(minutes=-1), ClockDoubt.BACK),
        (timedelta(minutes=1), ClockDoubt.NONE),
        (timedelta(days=6, hours=23), ClockDoubt.NONE),
        (timedelta(days=7, minutes=1), ClockDoubt.AHEAD),
    ],
)
def test_after_a_reboot_the_clock_must_lie_in_the_week_after_the_last_instant(machine, away, doubt):
    machine.start()
    machine.stop()
    machine.clock.set_wall(machine.clock.now_utc() + away)
    machine.clock.reboot("boot-2")

    assert machine.start().device.clock_trust().doubt is doubt


def test_the_longest_gap_is_a_setting(machine):
    machine.folder.mkdir()
    (machine.folder / "kiosk.toml").write_text("[clock]\nlongest_gap_days = 30\n")
    machine.start()
    machine.stop()
    machine.clock.set_wall(machine.clock.now_utc() + timedelta(days=20))
    machine.clock.reboot("boot-2")

    assert machine.start().device.clock_trust().is_trusted


def test_a_date_that_is_not_the_machines_is_not_confirmed(machine):
    with pytest.raises(Refused, match="date_differs"):
        machine.start().device.confirm_date(date(2026, 11, 24))


def test_no_lease_before_a_reboot_was_survived(machine):
    assert machine.start().device.lease_bar() is LeaseBar.CANARY
    machine.stop()
    assert machine.start().device.lease_bar() is LeaseBar.CANARY
    machine.stop()
    machine.clock.pass_time(minutes=5)
    machine.clock.reboot("boot-2")

    assert machine.start().device.lease_bar() is LeaseBar.NONE


@pytest.mark.parametrize("kind", ["tmpfs", "overlay"])
def test_no_lease_on_a_disk_that_forgets(machine, kind):
    machine.file_system = kind
    machine.start()
    machine.stop()
    machine.clock.pass_time(minutes=5)
    machine.clock.reboot("boot-2")

    assert machine.start().device.lease_bar() is LeaseBar.FOLDER


def test_a_folder_on_a_share_is_refused_by_name(machine):
    machine.file_system = "nfs4"

    with pytest.raises(ConfigInvalid, match="nfs4"):
        machine.start()


def test_a_demo_is_marked_and_exempt(machine):
    machine.file_system = "tmpfs"
    kiosk = machine.start()

    kiosk.device.mark_demo()

    assert kiosk.device.identity().demo
    assert kiosk.device.lease_bar() is LeaseBar.NONE


def test_an_enrolled_machine_never_becomes_a_demo(machine):
    kiosk = machine.start()
    kiosk.device.enrol(an_enrolment())

    with pytest.raises(Refused, match="already_enrolled"):
        kiosk.device.mark_demo()


def test_the_card_of_the_centre_is_read_at_the_next_start(machine):
    card = CentreCard(code="NORD", name="Espace citoyen numérique Nord")
    machine.start().device.set_centre(card)
    machine.stop()

    assert machine.start().device.identity().centre == card


def test_the_role_of_a_machine_comes_from_its_settings(machine):
    machine.folder.mkdir()
    (machine.folder / "kiosk.toml").write_text('[machine]\nrole = "poste"\n')

    assert machine.start().device.identity().role is Role.POSTE
