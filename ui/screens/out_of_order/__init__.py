# SPDX-License-Identifier: AGPL-3.0-or-later
"""The terminal cannot be used: calm, with where to go."""
