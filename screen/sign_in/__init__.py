"""Who is looking: the sign-in form and its session."""
