"""A small complete CRM that runs alone: one database per candidate and attempt, every change journalled."""
