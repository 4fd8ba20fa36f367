"""Imports: reading a stranger's file safely, mapping, preview without a write, run, report, undo."""
