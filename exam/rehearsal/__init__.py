"""Scripted candidates with a known truth, through HTTP, before a real day."""
