"""The sections of the page case."""
