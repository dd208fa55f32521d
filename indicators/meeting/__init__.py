"""What a meeting looks at: the items of its agenda, what happened since the last one, and what was agreed."""
