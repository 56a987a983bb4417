# SPDX-License-Identifier: AGPL-3.0-or-later
"""Talks of the city server with other systems."""
