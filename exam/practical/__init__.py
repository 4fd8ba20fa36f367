"""The practical part: the only door to the sandbox; tasks, events, observation, interview."""
