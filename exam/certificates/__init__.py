"""Certificates: confirmation by the certifying officer, the paper, the public verification."""
