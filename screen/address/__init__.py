"""The address (URL) of a view: read in one place, and the filters and choices that write to it."""
