# --- the largest one is taken away, k times
def most_important(gradient, k):
    sizes = np.abs(gradient)
    places = []
    for _ in range(k):
        place = sizes.argmax()
        places.append(place)
        sizes[place] = -1
    return places


# --- Python's sorted
def most_important(gradient, k):
    return sorted(range(len(gradient)), key=lambda i: abs(gradient[i]), reverse=True)[:k]


# --- by squares, turned round
def most_important(gradient, k):
    return np.argsort(gradient**2)[::-1][:k]
