"""Inspection, appeal per criterion, ruling by a reviewer with no earlier part in the case."""
