"""Paper: the typeface, the page frame, tables and sheets that every printed thing of the house is made of."""
