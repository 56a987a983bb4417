# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keys by which machines of a centre know each other's tickets."""

from __future__ import annotations

import pytest

from kiosk.foundation.errors import SecretsUnavailable
from kiosk.foundation.sealing import new_sealing_keys, seal
from kiosk.foundation.secrets import FileSecrets
from kiosk.services.machine_keys import (
    MachineKeys,
    centre_machines,
    is_signed_by,
    replace_centre_machines,
)
from tests.support.booking_desk import a_machine
from tests.support.fakes import MemorySecrets


def test_a_machine_without_keys_signs_and_opens_nothing():
    keys = MachineKeys(MemorySecrets())

    assert keys.sign(b"message") is None
    assert keys.own_public_key() is None
    assert keys.open_label(b"sealed", b"place") is None
    assert not keys.can_open_labels


def test_a_signature_is_checked_by_the_public_key_alone():
    keys = MachineKeys(MemorySecrets())
    keys.set_signing_key(bytes(range(32)))
    signature = keys.sign(b"message")

    assert is_signed_by(keys.own_public_key(), b"message", signature)
    assert not is_signed_by(keys.own_public_key(), b"another", signature)
    assert not is_signed_by(b"not a key", b"message", signature)


def test_a_label_opens_for_its_desk_and_its_place_only():
    private, public = new_sealing_keys()
    keys = MachineKeys(MemorySecrets())
    keys.set_desk_key(private)
    sealed = seal(public, b"Amina", b"place")

    assert keys.can_open_labels
    assert keys.open_label(sealed, b"place") == "Amina"
    assert keys.open_label(sealed, b"elsewhere") is None


def test_the_machines_of_the_centre_are_known_as_the_city_tells_them(tmp_path):
    machine = a_machine(tmp_path)
    with machine.database.unit_of_work() as uow:
        assert centre_machines(uow) == {}
        replace_centre_machines(uow, {"k-2": bytes(32), "k-3": bytes(range(32))})
        replace_centre_machines(uow, {"k-2": bytes(32)})

        assert centre_machines(uow) == {"k-2": bytes(32)}


def test_keys_that_a_lost_store_had_wrapped_are_forgotten(tmp_path):
    MachineKeys(FileSecrets(tmp_path / "secrets.json", b"lost")).set_signing_key(bytes(range(32)))
    keys = MachineKeys(FileSecrets(tmp_path / "secrets.json", b"given anew"))
    with pytest.raises(SecretsUnavailable):
        keys.own_public_key()

    keys.forget_unreadable()

    assert keys.own_public_key() is None


def test_keys_that_can_be_read_stay(tmp_path):
    keys = MachineKeys(FileSecrets(tmp_path / "secrets.json", b"the same"))
    keys.set_signing_key(bytes(range(32)))
    before = keys.own_public_key()

    keys.forget_unreadable()

    assert before is not None
    assert keys.own_public_key() == before
