"""Outputs and gradients of libtorch's operators, for test/parity/operators.test.ts.

    /usr/bin/python3 test/golden/parity/make_operators.py

operators.cases.json holds calls as TypeScript makes them: [operator, arguments, options, name in aten where it differs].
"""
import torch
from shared import DTYPES, SPEC, noise, objective, read, record, snake, tensor, write

FORMATS = {"channelsLast": torch.channels_last, "contiguous": torch.contiguous_format}
VALUES = {**DTYPES, **FORMATS}


def run(name, args, options={}, aten=None):
    leaves = []

    def convert(value):
        if isinstance(value, list):
            return [convert(v) for v in value]
        if not isinstance(value, str):
            return value
        if not SPEC.match(value):
            return VALUES.get(value, value)
        leaves.append(tensor(value, len(leaves) + 1))
        if value[0] == "f" and not name.startswith("foreach"):
            leaves[-1].requires_grad_()
        return leaves[-1]

    given = [convert(a) for a in args]
    keywords = {snake(k): convert(v) for k, v in options.items()}
    inplace = name.endswith("_")
    if inplace and torch.is_tensor(given[0]):
        given[0] = given[0].clone()
    function = torch.ops.aten
    for part in (aten or snake(name)).split("."):
        function = getattr(function, part)
    out = function(*given, **keywords)
    if inplace:
        out = given[0]
    if isinstance(out, bool):
        out = torch.tensor(out)
    outputs = list(out) if isinstance(out, (list, tuple)) else [out]
    loss = objective(outputs)
    if loss is not None:
        loss.backward()
    return {"outputs": [record(o) for o in outputs], "gradients": [record(x.grad) for x in leaves]}


write("operators.json", [{"call": case, **run(*case)} for case in read("operators.cases.json")])
