"""The sections of the page data quality."""
