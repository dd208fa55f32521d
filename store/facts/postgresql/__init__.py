"""Facts in a PostgreSQL database, plain or with Citus: one process keeps them there, and screens of any machine ask."""
