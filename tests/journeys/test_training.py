# SPDX-License-Identifier: AGPL-3.0-or-later
"""People practise on a whole centre: nothing of it is kept, counted, sent, or taken for real."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta

import pytest

from kiosk.domain.attendance import Arrival, VisitDraft
from kiosk.domain.periods import Period
from kiosk.exports.registry import ExportKind
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused, StorageReadOnly
from kiosk.services.exports import Order
from kiosk.services.staff import Staff, StaffRole
from kiosk.services.training import TrainingFolder
from kiosk.services.training_mark import is_training_folder, mark_training
from kiosk.services.voice_drafts import open_drafts
from kiosk.wiring import build_kiosk
from sync.compression import gunzip_bytes
from sync.wire import SyncRequest
from sync.wire_form import MAX_INFLATED_BYTES, decode
from tests.support.city import MONDAY, TestCity, enter_demo_agenda
from tests.support.compiled_content import keep_compiled, lend_compiled
from tests.support.fakes import FrozenClock, MemorySecrets
from tests.support.prepared_databases import give_kiosk
from ui.training import other_arguments, tend_training, training_folder

ALWAYS = Period(date(2026, 1, 1), date(2026, 12, 31))
MEDIATOR = Staff(1, StaffRole.MEDIATOR, "Nadia")


@pytest.fixture
def clock():
    return FrozenClock(MONDAY)


@pytest.fixture
def city(tmp_path, clock):
    one = TestCity(tmp_path, clock)
    enter_demo_agenda(one.city)
    yield one
    one.close()


def open_practice(real, clock):
    """Open the folder for practice of a data folder, as the terminal does."""
    path = training_folder(real, clock)
    lend_compiled(path)
    secrets = MemorySecrets()
    give_kiosk(path, secrets)
    kiosk = build_kiosk(path, clock=clock, secrets=secrets)
    tend_training(kiosk)
    keep_compiled(path)
    return kiosk


def record(kiosk):
    """Record a visit as a mediator does, and walk somebody through a session."""
    draft = VisitDraft(
        day=paris_day(kiosk.clock.now_utc()),
        centre=kiosk.device.centre().code,
        duration_min=30,
        themes=("email",),
        arrival=Arrival.SPONTANEOUS,
    )
    kiosk.attendance.record(draft, MEDIATOR)


def bytes_outside(folder):
    """Return every file of a data folder but those for practice."""
    return {
        path.relative_to(folder): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "training" not in path.relative_to(folder).parts
    }


def test_the_real_folder_is_the_same_to_the_byte_after_an_hour_of_practice(tmp_path, clock):
    secrets = MemorySecrets()
    give_kiosk(tmp_path, secrets)
    build_kiosk(tmp_path, clock=clock, secrets=secrets).close()
    before = bytes_outside(tmp_path)

    with closing(open_practice(tmp_path, clock)) as practice:
        record(practice)
        practice.sessions.open("fr")

    assert bytes_outside(tmp_path) == before
    assert is_training_folder(tmp_path / "training")


def test_nothing_practised_is_sent_counted_or_exported_by_the_real_machine(city, clock):
    real = city.machine("k")
    city.client(real).exchange()
    with city.city.database.transaction() as unit:
        before = unit.records.counts()
    with closing(open_practice(city.folder / "k", clock)) as practice:
        record(practice)
        n_waiting = practice.outbox.status().n_pending
        n_counted = len(practice.statistics.counted(ALWAYS).rows.visits)

        client = city.client(real)
        prepared = client.prepare()
        client.settle(client.send(prepared))

    asked = decode(gunzip_bytes(prepared.body, MAX_INFLATED_BYTES), SyncRequest)
    with city.city.database.transaction() as unit:
        assert unit.records.counts() == before
    assert n_waiting > 0 < n_counted
    assert asked.logs is None or asked.logs.n == 0
    assert real.outbox.status().n_pending == 0
    assert len(real.statistics.counted(ALWAYS).rows.visits) == 0


def test_a_machine_for_practice_cannot_be_enrolled_and_spends_no_code(city, clock):
    code = city.invite()
    real = city.machine("k", enrolled=False)
    with closing(open_practice(city.folder / "k", clock)) as practice:
        with pytest.raises(Refused, match="training_folder"):
            city.enrol(practice, code=code)
        assert not practice.device.identity().enrolled

    assert city.enrol(real, code=code).centre


def test_what_was_practised_is_neither_copied_nor_exported(tmp_path, clock):
    order = Order(ExportKind.CSV, StaffRole.COORDINATOR)
    with closing(open_practice(tmp_path / "k", clock)) as practice:
        with pytest.raises(Refused, match="training_folder"):
            practice.backups.backup(tmp_path / "copie.db")
        with pytest.raises(Refused, match="training_folder"):
            practice.exports.export(ALWAYS, order, tmp_path / "fiches.csv")

    assert [path.name for path in tmp_path.iterdir()] == ["k"]


def test_a_voice_spoken_in_practice_is_written_to_no_key(tmp_path, clock):
    path = training_folder(tmp_path / "k", clock)

    with pytest.raises(Refused, match="training_folder"):
        open_drafts(path).write_out(tmp_path / "cle" / "voix")


def test_a_folder_that_a_city_knows_never_becomes_one_for_practice(city):
    real = city.machine("k")

    with pytest.raises(Refused, match="already_enrolled"):
        mark_training(real.database)


def test_practice_goes_on_where_it_stopped_and_begins_anew_on_demand(tmp_path, clock):
    with closing(open_practice(tmp_path, clock)) as practice:
        at_first = len(practice.statistics.counted(ALWAYS).rows.visits)
        record(practice)
    folder = TrainingFolder(tmp_path)
    folder.prepare(paris_day(clock.now_utc()))
    assert folder.is_ready

    folder.begin_anew()

    with closing(open_practice(tmp_path, clock)) as practice:
        assert len(practice.statistics.counted(ALWAYS).rows.visits) == at_first
        assert practice.device.identity().training


def test_what_was_practised_more_than_thirty_days_ago_is_erased(tmp_path, clock):
    folder = TrainingFolder(tmp_path)
    today = paris_day(clock.now_utc())
    folder.prepare(today)
    folder.set_ready()

    assert not folder.erase_if_old(today + timedelta(days=30))
    assert folder.erase_if_old(today + timedelta(days=31))
    assert not folder.path.exists()


def test_a_folder_of_that_name_with_something_else_in_it_is_left_alone(tmp_path, clock):
    (tmp_path / "training").mkdir()
    (tmp_path / "training" / "photo.jpg").write_bytes(b"photo")

    with pytest.raises(StorageReadOnly):
        training_folder(tmp_path, clock)

    TrainingFolder(tmp_path).erase()
    assert (tmp_path / "training" / "photo.jpg").read_bytes() == b"photo"


def test_the_machine_for_practice_works_as_the_real_one_is_set(tmp_path, clock):
    set_so = '[machine]\nrole = "poste"\n'
    (tmp_path / "kiosk.toml").write_text(set_so, encoding="utf-8")

    path = training_folder(tmp_path, clock)

    assert (path / "kiosk.toml").read_text(encoding="utf-8") == set_so


def test_one_comes_back_by_the_command_line_without_the_word():
    real = ["python", "-m", "ui", "--data", "x"]

    assert other_arguments(real) == [*real, "--training"]
    assert other_arguments(other_arguments(real)) == real
