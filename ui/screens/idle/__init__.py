# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nobody has touched for long: who is there?"""
