"""The page of settings: what can be edited, what an edit would change, and what was edited before."""
