"""Pages about a network that reads digits: draw one for it, and watch it learn."""
