"""You put the number in quotes. For Python that is a text, with which nobody can count."""

target = "3"
