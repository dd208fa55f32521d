"""The only home of engines and connections: the case database, its columnar copy, and the ways data gets in."""
