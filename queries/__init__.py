"""Questions: one subject per file, one question per function, Filters in and a select over the facts out."""
