"""Makes schedules.json: learning rates of torch.optim.lr_scheduler, step by step. Run: /usr/bin/python3 make_schedules.py"""
import json
import pathlib
import warnings

import torch
from torch.optim import lr_scheduler as s

warnings.simplefilter("ignore")
LR, STEPS = 0.3, 50


def rates(make, steps=STEPS):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=LR)
    scheduler = make(optimizer)
    out = []
    for _ in range(steps):
        out.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return out


def warm(after, steps, start):
    def make(o):
        return s.SequentialLR(o, [s.LinearLR(o, start_factor=start, total_iters=steps), after(o)], milestones=[steps])

    return make


CASES = {
    "constant": lambda o: s.ConstantLR(o, factor=1, total_iters=1),
    "step": lambda o: s.StepLR(o, step_size=7, gamma=0.5),
    "multiStep": lambda o: s.MultiStepLR(o, milestones=[5, 20, 21], gamma=0.2),
    "linear": lambda o: s.LinearLR(o, start_factor=1, end_factor=0.1, total_iters=40),
    "cosine": lambda o: s.CosineAnnealingLR(o, T_max=49, eta_min=0.01),
    "oneCycle": lambda o: s.OneCycleLR(o, max_lr=LR, total_steps=STEPS, cycle_momentum=False),
    "oneCycle linear": lambda o: s.OneCycleLR(
        o, max_lr=LR, total_steps=STEPS, pct_start=0.25, anneal_strategy="linear", div_factor=10.0,
        final_div_factor=100.0, cycle_momentum=False),
    "oneCycle three phases": lambda o: s.OneCycleLR(
        o, max_lr=LR, total_steps=STEPS, three_phase=True, cycle_momentum=False),
    "warmup step": warm(lambda o: s.StepLR(o, step_size=7, gamma=0.5), 10, 0.2),
    "warmup cosine": warm(lambda o: s.CosineAnnealingLR(o, T_max=40, eta_min=0.0), 10, 0.01),
}
golden = {"torch": torch.__version__.split("+")[0], "learningRate": LR, "rates": {n: rates(m) for n, m in CASES.items()}}
pathlib.Path(__file__).with_name("schedules.json").write_text(json.dumps(golden) + "\n")
