# SPDX-License-Identifier: AGPL-3.0-or-later
"""Packs of content: signed, read within hard bounds, installed whole or not at all."""
