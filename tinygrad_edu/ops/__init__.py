"""The rules: what each op computes, and its derivatives."""
