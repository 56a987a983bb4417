# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people see and touch: Qt Widgets."""
