# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where people stop in walkthroughs, for the coordinator."""
