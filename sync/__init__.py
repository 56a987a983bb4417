# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the kiosk talks to the city, and the city server itself."""
