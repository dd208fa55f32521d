"""The sections of the page regions."""
