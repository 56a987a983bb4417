# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import pytest

from kiosk.foundation.errors import SecretsUnavailable
from kiosk.foundation.secrets import FileSecrets, Strength, open_secrets
from tests.support.fakes import MemorySecrets


@pytest.fixture(autouse=True)
def _no_session_vault(monkeypatch):
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)


@pytest.fixture
def credential(tmp_path, monkeypatch):
    folder = tmp_path / "credentials"
    folder.mkdir()
    file = folder / "sixieme-quartier"
    file.write_bytes(b"given by systemd")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    return file


@pytest.fixture(params=["memory", "file", "credential"])
def secrets(request, tmp_path):
    match request.param:
        case "memory":
            return MemorySecrets()
        case "file":
            return FileSecrets(tmp_path / "secrets.json")
        case _:
            return FileSecrets(tmp_path / "secrets.json", b"given by systemd")


def test_a_secret_never_set_is_nothing(secrets):
    assert secrets.get("key") is None
    secrets.delete("key")


def test_a_secret_is_given_back_replaced_and_forgotten(secrets):
    secrets.set("key", b"\x00one")
    secrets.set("other", b"")
    secrets.set("key", b"two")

    assert (secrets.get("key"), secrets.get("other")) == (b"two", b"")
    secrets.delete("key")
    assert secrets.get("key") is None


def test_the_strength_is_one_that_is_known(secrets):
    assert secrets.strength() in {strength.value for strength in Strength}


def test_without_vault_or_credential_a_private_file_serves_and_is_named_weak(tmp_path):
    secrets = open_secrets(tmp_path)
    secrets.set("key", b"value")

    assert secrets.strength() == "file"
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_a_credential_wraps_what_is_in_the_file(tmp_path, credential):
    open_secrets(tmp_path).set("key", b"in the clear?")

    assert open_secrets(tmp_path).strength() == "credential"
    assert open_secrets(tmp_path).get("key") == b"in the clear?"
    assert b"aW4gdGhlIGNsZWFyPw" not in (tmp_path / "secrets.json").read_bytes()


def test_a_store_that_is_gone_is_an_error_never_a_silent_change(tmp_path, credential, monkeypatch):
    open_secrets(tmp_path).set("key", b"value")
    monkeypatch.delenv("CREDENTIALS_DIRECTORY")

    with pytest.raises(SecretsUnavailable, match="systemd"):
        open_secrets(tmp_path)


def test_a_store_that_changed_is_a_calm_error(tmp_path, credential):
    open_secrets(tmp_path).set("key", b"value")
    credential.write_bytes(b"another one")

    with pytest.raises(SecretsUnavailable, match="changé"):
        open_secrets(tmp_path).get("key")


def test_a_folder_born_with_a_vault_does_not_start_without_it(tmp_path):
    (tmp_path / "key_store").write_text("keyring 0011223344556677")

    with pytest.raises(SecretsUnavailable, match="coffre"):
        open_secrets(tmp_path)


def test_a_folder_born_with_a_file_does_not_change_for_a_credential(tmp_path, request):
    open_secrets(tmp_path).set("key", b"value")
    request.getfixturevalue("credential")

    assert open_secrets(tmp_path).get("key") == b"value"


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"key": "%"}', b'{"key": 5}'])
def test_a_damaged_file_is_a_calm_error(tmp_path, content):
    (tmp_path / "secrets.json").write_bytes(content)

    with pytest.raises(SecretsUnavailable):
        FileSecrets(tmp_path / "secrets.json").get("key")


@pytest.mark.parametrize("choice", [b"plaintext", b"\xff"])
def test_an_unknown_store_is_a_calm_error(tmp_path, choice):
    (tmp_path / "key_store").write_bytes(choice)

    with pytest.raises(SecretsUnavailable):
        open_secrets(tmp_path)
