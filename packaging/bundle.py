# SPDX-License-Identifier: AGPL-3.0-or-later
"""Make the one-folder bundle from ``build.spec`` and let it prove itself.

Prints its size and its fingerprint; fails when the self-test fails or says a word on the error
stream.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DIST = ROOT / "dist"
BUNDLE = DIST / "sixieme"
_MEBI = 1024 * 1024


def build() -> None:
    """Run PyInstaller on the specification."""
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level=ERROR"]
    paths = [f"--distpath={DIST}", f"--workpath={ROOT / 'build' / 'pyinstaller'}"]
    subprocess.run([*command, *paths, str(ROOT / "build.spec")], check=True, cwd=ROOT)


def fingerprint() -> tuple[int, int, str]:
    """Return the number of files, their size in bytes and one SHA-256 over names and contents."""
    digest = hashlib.sha256()
    n_files = size = 0
    for path in sorted(p for p in BUNDLE.rglob("*") if p.is_file()):
        content = path.read_bytes()
        digest.update(str(path.relative_to(BUNDLE)).encode() + hashlib.sha256(content).digest())
        n_files += 1
        size += len(content)
    return n_files, size, digest.hexdigest()


def self_test() -> int:
    """Run the bundle's own test; its error stream must stay empty."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "QT_"))}
    environment["QT_QPA_PLATFORM"] = "offscreen"
    done = subprocess.run(
        [str(BUNDLE / "sixieme"), "--self-test"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    sys.stdout.write(done.stdout)
    if done.stderr.strip():
        sys.stdout.write(f"le flux d'erreur devait rester vide :\n{done.stderr}")
        return 1
    return done.returncode


def main() -> int:
    """Build, describe, test."""
    build()
    n_files, size, digest = fingerprint()
    print(f"dist/sixieme : {n_files} fichiers, {size // _MEBI} Mio, sha256 {digest}")
    code = self_test()
    print("auto-test du paquet : réussi" if code == 0 else "auto-test du paquet : échec")
    return code


if __name__ == "__main__":
    sys.exit(main())
