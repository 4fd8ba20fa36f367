"""The history of a client: events that people record, and the timeline that shows everything in order."""
