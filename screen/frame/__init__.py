"""The frame around every page: shell, navigation, the visit of one page, services, news and files."""
