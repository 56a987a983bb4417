# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bundle's one program: ``sixieme [ui|kiosk|sync] …`` or ``sixieme --self-test``.

Without a word it is the terminal, so that a start-up file needs no option but the data folder.
"""

from __future__ import annotations

import sys


def main() -> int:
    """Hand the rest of the command line to the part that is named."""
    words = sys.argv[1:]
    if words[:1] == ["--self-test"]:
        from self_test import run

        return run()
    if words[:1] == ["egress"]:
        from ui.browser.egress import main as egress_main

        return egress_main(words[1:])
    part = words.pop(0) if words[:1] in (["ui"], ["kiosk"], ["sync"]) else "ui"
    sys.argv = [f"sixieme {part}", *words]
    if part == "kiosk":
        from kiosk.__main__ import main as kiosk_main

        return kiosk_main()
    if part == "sync":
        from sync.__main__ import main as sync_main

        return sync_main()
    from ui.__main__ import main as ui_main

    return ui_main()


if __name__ == "__main__":
    sys.exit(main())
