# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every heading of the statistics, for the coordinator."""
