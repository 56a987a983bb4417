# SPDX-License-Identifier: AGPL-3.0-or-later
"""The first page: five doors, a search, the most asked."""
