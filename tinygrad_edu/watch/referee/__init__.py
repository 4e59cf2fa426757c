"""The referee: whether a derivative is right, what the usual mistakes are, and which one it is."""
