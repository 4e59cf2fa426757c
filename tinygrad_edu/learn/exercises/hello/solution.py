target = 3
