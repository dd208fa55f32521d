"""What an installation can set, and the lists of codes that the whole product shares."""
