"""Polish as software must know it: letters, amounts, dates and working days, plurals, identifiers. PURE leaf."""
