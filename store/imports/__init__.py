"""The ways data gets in: a feed of tables, or an event log; all of it or nothing."""
