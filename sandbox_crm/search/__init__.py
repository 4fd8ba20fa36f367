"""Search over every room of the CRM at once."""
