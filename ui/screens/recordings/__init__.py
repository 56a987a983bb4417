# SPDX-License-Identifier: AGPL-3.0-or-later
"""Voices recorded at the post, for languages that no engine speaks."""
