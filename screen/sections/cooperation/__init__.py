"""The sections of the page cooperation."""
