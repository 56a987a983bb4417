# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tokens, colours, sizes, fonts."""
