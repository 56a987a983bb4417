# SPDX-License-Identifier: AGPL-3.0-or-later
"""A hostile page of an allowed site reaches nobody: by name, IPv4, IPv6, TCP or UDP, not a byte.

The same page in a view of Qt's own defaults does reach the listeners: the proof can fail.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.support.local_sites import SITE

BARE = Path(__file__).parent / "bare_view.py"


def test_a_hostile_page_sends_not_one_byte_to_a_listener(site, web):
    site.start(f"https://{SITE}/hostile.html")
    site.until_title("fini")

    assert web.canary.heard == []
    assert web.asked("/service.js"), "the service worker was registered: it could have tried"
    assert web.asked("/shared.js"), "the shared worker was started: it could have tried"


def test_the_same_page_in_a_bare_view_reaches_the_listeners(web, tmp_path):
    command = [sys.executable, str(BARE), f"https://{SITE}/hostile.html", SITE, str(web.port)]
    subprocess.run(command, check=False, timeout=60, cwd=tmp_path, capture_output=True)

    heard = {word for word, _ in web.canary.heard}

    assert {"TCP IPv4", "TCP IPv6", "UDP IPv4"} <= heard
