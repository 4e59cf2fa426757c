"""Code that the examples share, so that each example is about one idea."""
