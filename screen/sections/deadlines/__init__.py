"""The sections of the page deadlines."""
