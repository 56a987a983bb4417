# SPDX-License-Identifier: AGPL-3.0-or-later
"""The first page: four doors, a search, the most asked."""
