"""Weights of other DenseNet-121 checkpoints for torchvision's model, read without executing what a pickle may ask for."""
import collections
import pickle
import re
import types

import torch

ALLOWED = {"collections.OrderedDict": collections.OrderedDict, "torch._utils._rebuild_tensor_v2": torch._utils._rebuild_tensor_v2}


class Unpickler(pickle.Unpickler):
    def find_class(self, module, name):
        if module == "torch" and name.endswith("Storage"):
            return getattr(torch, name)
        if f"{module}.{name}" not in ALLOWED:
            raise pickle.UnpicklingError(f"{module}.{name} is not what a checkpoint of weights holds")
        return ALLOWED[f"{module}.{name}"]


RESTRICTED = types.SimpleNamespace(Unpickler=Unpickler, load=lambda file, **options: Unpickler(file, **options).load())


def load_backbone(model, path):
    """Loads all that fits; a head for other classes and a first convolution for other channels as Fovea does. → tensors loaded"""
    found = torch.load(path, map_location="cpu", pickle_module=RESTRICTED)
    found = found.get("state_dict", found)
    state = {}
    for name, tensor in found.items():
        name = re.sub(r"^(module\.|model\.|densenet121\.)*", "", name)
        name = re.sub(r"(denselayer\d+\.(?:norm|conv))\.([12])\.", r"\1\2.", name)
        state[re.sub(r"^classifier\.0\.", "classifier.", name)] = tensor
    own = model.state_dict()
    first = "features.conv0.weight"
    if own[first].shape[1] == 1 and state[first].shape[1] == 3:
        state[first] = state[first].sum(1, keepdim=True)
    state = {name: tensor for name, tensor in state.items() if name in own and own[name].shape == tensor.shape}
    if len(state) < len(own) / 2:
        raise SystemExit(f"{path}: is a checkpoint of another model (only {len(state)} of its tensors fit)")
    model.load_state_dict(state, strict=False)
    return len(state)
