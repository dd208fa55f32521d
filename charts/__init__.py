"""Charts: a small table in, a drawing with its text alternative out. Nothing is fetched here, and no word is chosen."""
