"""The sections of the page overview."""
