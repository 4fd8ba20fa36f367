"""The board of the operator: codes, admission to the room, live stations, changes of time, incidents."""
