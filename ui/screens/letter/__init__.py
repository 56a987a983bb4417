# SPDX-License-Identifier: AGPL-3.0-or-later
"""A letter came: whose it is, what it asks, until when; then what to do now."""
