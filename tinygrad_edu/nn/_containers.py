"""A network as a list of layers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..engine.state import thread
from ..watch.layers import note_layer
from ._module import Module


class Sequential(Module):
    """Modules, one after the other: f₃(f₂(f₁(x))).

    They are the attributes "0", "1", …, so a weight is named "0.weight".

    >>> from tinygrad_edu.nn import Linear, Sigmoid
    >>> model = Sequential(Linear(784, 16), Sigmoid(), Linear(16, 10))
    >>> model[0]
    Linear(784 → 16)  12,560 parameters
    """

    def __init__(self, *modules: Module) -> None:
        for i, module in enumerate(modules):
            if not isinstance(module, Module):
                raise TypeError(f"Sequential: item {i} is {module!r}, not a Module{meant(module)}")
            setattr(self, str(i), module)
        self.layers = list(modules)

    def forward(self, x: Any) -> Any:
        """The output of the last module."""
        layer: Module = self
        here = thread.scope
        try:
            for layer in self.layers:  # layer(x), but the scope is reset only once, at the end
                thread.scope = layer, here
                x = layer.forward(x)
                if x is None:
                    raise TypeError("forward returned None; does it end with `return`?")
        except Exception as error:
            if isinstance(x, tuple):
                error.add_note(
                    f"its input is a tuple of {len(x)}, which the previous layer returned; in a "
                    "Sequential each layer returns one tensor"
                )
            note_layer(error, (layer, here))
            raise
        finally:
            thread.scope = here
        return x

    def __getitem__(self, index: int | slice) -> Any:
        found = self.layers[index]
        return Sequential(*found) if isinstance(found, list) else found

    def __len__(self) -> int:
        return len(self.layers)

    def __iter__(self) -> Iterator[Module]:
        return iter(self.layers)


def meant(given: Any) -> str:
    """A guess at what the user meant."""
    if isinstance(given, type) and issubclass(given, Module):
        return f"; did you mean {given.__name__}()?"
    if hasattr(given, "forward"):
        kind = given if isinstance(given, type) else type(given)
        return f"; write `class {kind.__name__}(tg.nn.Module):`"
    if isinstance(given, list | tuple):
        return "; write Sequential(*layers)"
    return "; for a function, use its layer: ReLU() for relu" if callable(given) else ""
