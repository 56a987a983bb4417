# SPDX-License-Identifier: AGPL-3.0-or-later
"""Buttons, cards, fields, header, keyboard."""
