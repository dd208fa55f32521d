"""Speed, memory and bytes, measured in one run on one machine."""
