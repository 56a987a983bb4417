# SPDX-License-Identifier: AGPL-3.0-or-later
"""Steps of the city's schema, forward only."""
