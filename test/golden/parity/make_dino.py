"""DINO's loss, centre, head and three training steps with a moving teacher and a rising weight decay, in plain PyTorch from the paper's
algorithm 1 and the layout of facebookresearch/dino, for test/parity/dino.test.ts. Run: /usr/bin/python3 test/golden/parity/make_dino.py"""
import math
import torch
import torch.nn as nn
import torch.nn.functional as F
from shared import noise, write

torch.set_default_dtype(torch.float64)
IMAGES, CROPS, SIDE, HIDDEN, OUT = 4, 5, 6, 10, 12


def sig(x):
    return float(f"{float(x):.12g}")


def values(t):
    return [sig(v) for v in t.detach().reshape(-1)]


def draw(shape, seed, scale=1.0):
    return torch.tensor(noise(math.prod(shape), seed)).float().double().reshape(shape) * scale


class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp = nn.Sequential(nn.Linear(HIDDEN, 16), nn.GELU(), nn.Linear(16, 16), nn.GELU(), nn.Linear(16, 8))
        self.last_layer = nn.utils.weight_norm(nn.Linear(8, OUT, bias=False))
        self.last_layer.weight_g.data.fill_(1)
        self.last_layer.weight_g.requires_grad = False

    def forward(self, x):
        return self.last_layer(F.normalize(self.mlp(x), dim=-1, p=2))


class Network(nn.Module):
    """As Fovea's `mlp` without its classifier, and the head."""

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(SIDE * SIDE, HIDDEN)
        self.head = Head()
        for i, (_, p) in enumerate(sorted(self.named_parameters())):
            if p.requires_grad:
                p.data.copy_(draw(p.shape, i, (3 / p[0].numel()) ** 0.5 if p.dim() > 1 else 0.1))

    def forward(self, x):
        return self.head(F.relu(self.fc1(x.flatten(1))))


def loss_of(student, teacher, centre, student_t, teacher_t):
    """Each teacher's crop with every other crop of the student."""
    students = (student / student_t).chunk(CROPS)
    teachers = F.softmax((teacher - centre) / teacher_t, dim=-1).detach().chunk(2)
    total, terms = 0, 0
    for i, q in enumerate(teachers):
        for v, s in enumerate(students):
            if v != i:
                total = total + torch.sum(-q * F.log_softmax(s, dim=-1), dim=-1).mean()
                terms += 1
    return total / terms


def once():
    student = draw((CROPS * IMAGES, OUT), 1).requires_grad_()
    teacher, centre = draw((2 * IMAGES, OUT), 2), draw((1, OUT), 3, 0.3)
    loss = loss_of(student, teacher, centre, 0.1, 0.05)
    loss.backward()
    moved = centre * 0.9 + teacher.mean(0, keepdim=True) * 0.1
    return {"loss": sig(loss), "gradient": values(student.grad), "centre": values(moved)}


def steps(count=3):
    student, teacher = Network(), Network()
    centre = torch.zeros(1, OUT)
    groups = [[p for p in student.parameters() if p.requires_grad and (p.dim() > 1) == wide] for wide in (True, False)]
    optimizer = torch.optim.AdamW([{"params": groups[0]}, {"params": groups[1], "weight_decay": 0.0}], lr=0.01)
    losses = []
    for step in range(count):
        crops = draw((CROPS * IMAGES, 1, SIDE, SIDE), 50 + step)
        with torch.no_grad():
            taught = teacher(crops[: 2 * IMAGES])
        loss = loss_of(student(crops), taught, centre, 0.1, 0.04)
        centre = centre * 0.9 + taught.mean(0, keepdim=True) * 0.1
        optimizer.zero_grad()
        loss.backward()
        if step == 0:
            student.head.last_layer.weight_v.grad = None  # frozen in the first epoch, here the first step
        cosine = 0.5 * (1 + math.cos(math.pi * step / count))
        optimizer.param_groups[0]["weight_decay"] = 0.4 + (0.04 - 0.4) * cosine
        optimizer.step()
        m = 1 + (0.99 - 1) * cosine
        for q, k in zip(student.parameters(), teacher.parameters()):
            k.data.mul_(m).add_(q.detach().data, alpha=1 - m)
        losses.append(sig(loss))
    own = sorted((n, p) for n, p in teacher.named_parameters())
    return {"losses": losses, "centre": values(centre), "teacher": [{"name": n, "values": values(p.reshape(-1)[::7])} for n, p in own]}


if __name__ == "__main__":
    write("dino.json", {"once": once(), "steps": steps()})
