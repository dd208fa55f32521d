"""What a page is given: the filters, the indicators to compute, and the names of codes."""
