"""Measurements beside their bare limits, and the harness that kills the server. See README.md."""
