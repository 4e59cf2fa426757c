import tinygrad_edu as tg
from tinygrad_edu.learn import probing, recipes, training_page
from tinygrad_edu.learn.probing import Probe

SECONDS = recipes.LIMIT + 60  # for reading the digits, and for the tests at the end
ALL_DIGITS = True

BANDS = (
    (0.2, "a network that reads no more than guessing would"),
    (0.94, "a network that reads less than 94 % of the test digits"),
    (0.97, "a network that reads 94 to 97 % of the test digits"),
    (0.98, "a network that reads 97 to 98 % of the test digits"),
    (2.0, "a network that reads 98 % of the test digits or more"),
)
TOO_LONG = "a training that takes more than three minutes"


def accept(answer):
    try:
        recipe = answer.recipe()
        where, needed = recipes.complaint(recipe)
    except Exception:
        yield Probe("recipe()", answer.recipe)  # it says where it stops
        return
    if recipe is None:
        yield Probe("recipe()", lambda: None)
        return
    if where:
        yield Probe(f"recipe() ({where})", lambda: f"a refusal: {needed} is needed")
        return
    outcome = trained(answer, recipe)
    label = f"recipe() ({outcome.accuracy:.2%} of the test digits after {outcome.seconds:.0f} s)"
    yield Probe(label, lambda: in_words(outcome))


def look(answer):
    """Within a band, what the recipe has and what it lacks."""
    recipe = answer.recipe()
    if any(recipes.complaint(recipe)):
        return
    words = in_words(trained(answer, recipe))
    if "94 to" in words:
        many = recipes.weights(recipe["layers"]) > 40_000
        yield Probe("The weights", lambda: "many" if many else "few")
    if "97 to" in words:
        falls = recipe["last_rate"] <= 0.2 * recipe["rate"]
        yield Probe("The rate", lambda: "falls" if falls else "stays")


def trained(answer, recipe):
    """The outcome; what was recorded will do for our own programs, and where nobody looks."""
    if "outcome" not in vars(answer):
        known = recipes.recorded(recipe)
        if known is None or not (answer.ours or probing.progress is probing.unseen):
            known = recipes.train(recipe, probing.progress)
            answer.model_state = known.network.state
        answer.outcome, answer.chosen = known, recipe
    return answer.outcome


def in_words(outcome):
    """The outcome in one of few phrases."""
    if not outcome.is_finished:
        return TOO_LONG
    return next(words for limit, words in BANDS if outcome.accuracy < limit)


def page(answer):
    """A page about the network that was trained."""
    return training_page.html_of(answer.outcome)


def drawing(answer):
    """A page on which to draw a digit for the network that was trained."""
    network, recipe = answer.outcome.network, answer.chosen
    probing.progress("writing a page on which to draw a digit for it")
    settings = (
        f"{recipe['epochs']} epochs of 55,000 digits, {recipe['batch']} a step; learning rate from "
        f"{recipe['rate']:g} to {recipe['last_rate']:g}; cross-entropy"
    )
    return tg.show.draw_page(network.model, mean=network.mean, settings=settings).html
