"""The front door: choosing who one is, a candidate's codes, the candidate's own page."""
