"""What a person finds on the screens, by the names that stand there. One module a room."""
