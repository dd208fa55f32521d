"""The sections of the page explain."""
