"""The languages of the product, each by its own name; the first one stands in the code."""

LANGUAGES = {"en": "English", "fi": "Suomeksi", "sv": "På svenska"}
ENGLISH = "en"
