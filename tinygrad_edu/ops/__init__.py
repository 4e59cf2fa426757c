"""The rules: the value of each op, and its derivatives."""
