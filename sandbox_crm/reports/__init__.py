"""Reports: what is asked, how it is computed, how it is drawn, printed and exported."""
