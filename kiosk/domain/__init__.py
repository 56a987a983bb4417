# SPDX-License-Identifier: AGPL-3.0-or-later
"""Frozen values and pure functions: no input or output, no clock, no SQL."""
