"""Daily work: tasks and saved views."""
