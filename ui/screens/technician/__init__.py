# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a technician sees and may do."""
