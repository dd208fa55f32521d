"""Made-up cases that look like Finland, by a seeded generator, and users to look at them with."""
