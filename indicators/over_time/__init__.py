"""What came, went and stayed, week by week, and what changed since last week."""
