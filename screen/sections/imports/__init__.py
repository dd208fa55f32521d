"""The page of imports: files come, are checked, and are written with a reason."""
