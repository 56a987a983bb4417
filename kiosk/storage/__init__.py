# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kiosk's encrypted database: tables, engine, migrations, one file a noun."""
