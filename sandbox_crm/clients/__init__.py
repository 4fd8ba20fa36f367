"""Clients: accounts, people, consents, verification against the register, segments."""
