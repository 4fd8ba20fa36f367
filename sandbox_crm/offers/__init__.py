"""Offers: templates with tags, offers with frozen values and their PDF, messages that stop in the outbox."""
