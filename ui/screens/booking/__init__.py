# SPDX-License-Identifier: AGPL-3.0-or-later
"""Make an appointment on this machine, or ask for one."""
