"""Time travel: a sealed sandbox as it stood after any entry of its journal, and the way through what was done."""
