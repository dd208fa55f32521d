"""The facts: the wide tables in memory, made from the case database and kept fresh."""
