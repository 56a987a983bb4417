# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs first in the bundle: PyInstaller's own hook loads Qt before the program could do it quickly.

The command line and the city server need no windows and leave Qt to that hook.
"""

import sys

if sys.argv[1:2] not in (["kiosk"], ["sync"], ["egress"]):
    from ui.quick_enums import quick_enums
    from ui.quick_qt import load_qt

    with quick_enums():
        load_qt()
