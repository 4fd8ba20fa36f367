"""Leaf: what makes a write durable. The SQLite library gate, the settings read back at connect, fsynced files."""
