"""The dashboard’s own database and users: access log, meetings, agreed actions, accounts."""
