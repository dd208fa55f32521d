"""What the commands of `manage.py` share: reading their options, and telling what happened."""
