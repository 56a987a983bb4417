# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kiosk's side of the exchange with the city server."""
