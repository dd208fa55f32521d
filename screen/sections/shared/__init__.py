"""What sections of several pages share."""
