"""Checks: what a scenario expects to find in a sealed sandbox, as a closed vocabulary, and how each is judged."""
