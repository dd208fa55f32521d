"""The sections of the page yearly."""
