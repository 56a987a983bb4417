# SPDX-License-Identifier: AGPL-3.0-or-later
"""Le vrai coffre de la session : gnome-keyring sur un bus à lui."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LIVE = """
import sys
from pathlib import Path
from kiosk.foundation.secrets import open_secrets
from kiosk.wiring import build_kiosk

folder = Path(sys.argv[1])
for _ in range(2):
    kiosk = build_kiosk(folder)
    print(kiosk.secrets.strength(), kiosk.started.renewed)
    kiosk.close()
secrets = open_secrets(folder)
secrets.delete("database-wrap")
print(secrets.get("database-wrap"))
try:
    build_kiosk(folder)
except Exception as error:
    print(type(error).__name__)
"""


def on_a_bus(tmp_path, script, *, vault):
    """Run Python on a session bus of its own, with an open vault or without any."""
    unlock = "printf 'mot de passe\\n' | gnome-keyring-daemon --unlock --components=secrets"
    start = f"{unlock} >/dev/null 2>&1; " if vault else ""
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("DBUS_")},
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home),
        "XDG_DATA_HOME": str(home),
    }
    command = f'{start}exec "$0" -c "$1" "$2"'
    return subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", command, sys.executable, script,
         str(tmp_path / "kiosk")],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_the_sessions_vault_keeps_the_key_and_its_loss_is_a_calm_error(tmp_path):
    done = on_a_bus(tmp_path, LIVE, vault=True)

    assert done.stdout.split("\n")[:4] == [
        "keyring first_start",
        "keyring None",
        "None",
        "SecretsUnavailable",
    ], done.stderr
    assert not (tmp_path / "kiosk" / "secrets.json").exists()


def test_a_kiosk_born_with_a_vault_says_calmly_that_it_is_closed(tmp_path):
    on_a_bus(tmp_path, LIVE, vault=True)

    done = on_a_bus(
        tmp_path,
        "import sys; from kiosk.__main__ import main; sys.exit(main(['--data', sys.argv[1],"
        " 'backup', sys.argv[1] + '/copy.db']))",
        vault=False,
    )

    assert done.returncode == 1
    assert "Le coffre à secrets de la session ne répond pas ou est fermé" in done.stderr


def test_a_bus_without_vault_gives_the_next_store(tmp_path):
    script = (
        "import sys; from pathlib import Path; from kiosk.foundation.secrets import open_secrets;"
        " print(open_secrets(Path(sys.argv[1])).strength())"
    )

    assert on_a_bus(tmp_path, script, vault=False).stdout.strip() == "file"
