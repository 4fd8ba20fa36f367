"""Reading values as people write them, one family of values a module; `scoring.normalise` is the way in."""
