"""Signing in and out: staff by password, with a throttle that never locks a whole room out."""
