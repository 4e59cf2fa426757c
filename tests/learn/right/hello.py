# --- computed
target = 1 + 2


# --- a number with a point
target = 3.0
