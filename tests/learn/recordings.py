"""Train the recipes of the last exercise, and write down what comes of them.

    python -m tests.learn.recordings

Recipes that were recorded are kept: empty recorded.json, to a pair of brackets, if the training has
changed.  All of them take some minutes.
"""

import json

from tests.learn.test_exercises import right_answers, with_changes
from tinygrad_edu.learn import judge, recipes
from tinygrad_edu.learn.catalogue import EXERCISES

NAME = "ninety_eight"
SEEDS = range(5)  # of the solution; all others have the first
PATIENCE = 10 * recipes.LIMIT  # seconds: a machine that does other work, too, is slow


def trainable():
    """The recipes that are not refused, by the name of their program, each recipe once."""
    exercise = EXERCISES[NAME]
    programs = {"solution": exercise.solution, "given": exercise.given}
    programs |= {name: with_changes(NAME, text) for name, text in exercise.wrong.items()}
    programs |= {
        name: with_changes(NAME, f"import numpy as np\n{text}")
        for name, text in right_answers(NAME).items()
    }
    found = {}
    for name, text in programs.items():
        with judge.listening():
            recipe = judge.load_answer(NAME, text)["recipe"]()
        if not any(recipes.complaint(recipe)):
            plain = recipes.as_plain(recipe)
            if plain not in found.values():
                found[name] = plain
    return found


def record(say=print):
    """Write recorded.json, after each training, so that it can be stopped and started again."""
    wanted = {(name, 0): recipe for name, recipe in trainable().items()}
    wanted |= {("solution", seed): wanted["solution", 0] for seed in SEEDS}
    runs = {
        (run["program"], run["seed"]): run
        for run in json.loads(recipes.RECORDED.read_text("utf-8"))
        if wanted.get((run["program"], run["seed"])) == run["recipe"]
    }
    for (name, seed), recipe in wanted.items():
        if (name, seed) not in runs:
            outcome = recipes.train(recipe, lambda text: None, seed, limit=PATIENCE)
            run = {"program": name, "recipe": recipe, "seed": seed, **vars(outcome)}
            del run["network"]
            runs[name, seed] = run
            say(f"{name}, seed {seed}: {outcome.accuracy:.2%} after {outcome.seconds} s")
        lines = ",\n".join(map(json.dumps, runs.values()))
        recipes.RECORDED.write_text(f"[\n{lines}\n]\n", "utf-8")


if __name__ == "__main__":
    record()
