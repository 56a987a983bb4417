# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forward-only schema changes of the kiosk's database."""
