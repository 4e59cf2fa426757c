"""Watchers: debug, profile, the first use of a custom op, and training mistakes."""
