"""The sections of the page handovers."""
