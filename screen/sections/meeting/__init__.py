"""The sections of the page meeting."""
