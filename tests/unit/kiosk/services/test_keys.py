# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import pytest

from kiosk.foundation.errors import KnownError, SecretsUnavailable
from kiosk.foundation.sealing import new_sealing_keys
from kiosk.services.keys import DatabaseKeys
from tests.support.fakes import MemorySecrets
from tests.support.storage import Machine


@pytest.fixture
def secrets():
    return MemorySecrets()


@pytest.fixture
def keys(tmp_path, secrets):
    return DatabaseKeys(tmp_path, secrets)


def test_the_key_is_read_as_it_was_drawn_and_lies_nowhere_in_the_clear(keys, tmp_path):
    key = keys.make()

    assert keys.key() == key
    assert key not in (tmp_path / "keys.json").read_bytes()
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600


def test_a_key_store_that_forgot_or_changed_is_a_calm_error(keys, secrets):
    keys.make()
    for value in (b"\0" * 32, None):
        secrets.values["database-wrap"] = value
        with pytest.raises(SecretsUnavailable, match="clé de secours"):
            keys.key()


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"local": "%%"}', b'{"local": "AAAA"}', b'{"local": 1}']
)
def test_a_damaged_key_file_is_a_calm_error(keys, tmp_path, content):
    keys.make()
    (tmp_path / "keys.json").write_bytes(content)

    with pytest.raises(SecretsUnavailable):
        keys.key()


def test_the_city_recovers_the_key_of_a_machine_whose_store_is_lost(keys, tmp_path):
    key = keys.make()
    private, public = new_sealing_keys()
    keys.add_recovery_wrap(public)
    elsewhere = DatabaseKeys(tmp_path, MemorySecrets())

    assert elsewhere.recover(private) == key
    assert elsewhere.key() == key


def test_another_citys_key_recovers_nothing(keys):
    keys.make()
    keys.add_recovery_wrap(new_sealing_keys()[1])

    with pytest.raises(KnownError, match="clé de secours"):
        keys.recover(new_sealing_keys()[0])


def test_without_enrolment_there_is_nothing_to_recover(keys):
    keys.make()

    assert not keys.is_recoverable
    with pytest.raises(KnownError):
        keys.recover(new_sealing_keys()[0])


def test_a_database_whose_key_file_is_gone_is_never_buried_by_a_new_one(tmp_path):
    machine = Machine(tmp_path / "kiosk")
    machine.start()
    machine.stop()
    (machine.folder / "keys.json").unlink()
    before = (machine.folder / "kiosk.db").read_bytes()

    with pytest.raises(SecretsUnavailable, match=r"keys\.json"):
        machine.start()
    assert (machine.folder / "kiosk.db").read_bytes() == before
