"""The case database: its tables and contract, how it is read, checked and written."""
