# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows turned into files for those who ask."""
