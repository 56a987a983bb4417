# SPDX-License-Identifier: AGPL-3.0-or-later
"""The figures of attendance and their exports."""
