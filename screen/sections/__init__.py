"""The sections of the pages: a folder for each page, named as the page, and what several pages share."""
