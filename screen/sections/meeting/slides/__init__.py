"""The slides of a meeting, one file for each item of the agenda."""
