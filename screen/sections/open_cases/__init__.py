"""The sections of the page open cases."""
