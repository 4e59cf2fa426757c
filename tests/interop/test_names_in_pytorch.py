"""The names in the list and in the table are PyTorch's."""

from pathlib import Path

import pytest

from tinygrad_edu._pytorch.answers import rows
from tinygrad_edu._pytorch.names import ROOMS

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.pytorch

ROOM = {
    "tg": torch,
    "torch": torch,
    "nn": torch.nn,
    "nn.functional": torch.nn.functional,
    "nn.init": torch.nn.init,
    "optim": torch.optim,
    "optim.lr_scheduler": torch.optim.lr_scheduler,
    "utils.data": torch.utils.data,
    "Tensor": torch.ones(2, 2),
    "Module": torch.nn.Linear(1, 1),
    "Optimizer": torch.optim.SGD([torch.zeros(1)], 0.1),
}
ROOM["Batches"] = torch.utils.data.DataLoader([1])
ROOM["datasets"] = None  # in torchvision
ROOM["Schedule"] = torch.optim.lr_scheduler.StepLR(ROOM["Optimizer"], 1)
NEIGHBOURS = (
    torch.nn.utils,
    torch.nn.functional,
    torch.optim,
    torch.autograd,
    torch.optim.Optimizer,
)
OTHERS = {  # of micrograd, Keras, Lightning, older PyTorch, and what people call its rooms
    *("F", "Value", "draw_dot", "_backward", "_prev", "_op", "label", "MLP", "Neuron", "Layer"),
    *("random", "newaxis", "row_stack", "vision", "text", "audio", "mode", "normal", "uniform"),
    *("glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "zeros", "ones", "eye"),
    *("training_step", "fit", "predict", "load", "save", "append", "extend", "insert"),
    *(
        "cov",
        "corrcoef",
        "bool",
        "hooks",
        "resize",
        "mps",
        "map_",
        "device",
        "modules",
        "set_",
        "dropout1d",
    ),
}


@pytest.mark.parametrize("room", sorted(ROOMS.keys() - {"datasets"}))
def test_a_name_in_the_table_is_pytorchs(room):
    strange = {
        name
        for name in rows(room)
        if not any(hasattr(place, name) for place in (ROOM[room], *NEIGHBOURS))
    }
    assert strange <= OTHERS


def test_a_name_in_the_list_is_pytorchs():
    room = ""
    path = Path(__file__).parent / "pytorch_names.txt"
    for line in path.read_text("utf-8").splitlines():
        if line.endswith(":") and not line.startswith("#"):
            room = line.removesuffix(":")
        elif line.startswith("  "):
            for word in line.split():
                assert hasattr(ROOM[room], word.partition(":")[0]), f"{room}.{word}"
