# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verbs of `python -m kiosk`, one file a verb."""
