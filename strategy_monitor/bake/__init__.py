"""The public site as files: served by anything, read from a stick, kept for good."""
