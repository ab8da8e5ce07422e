"""Training steps of BERT (masked tokens and next sentences; forward, backward, AdamW) in plain PyTorch.
Usage: bert.py f32|bf16 WIDTH DEPTH HEADS VOCAB BATCH LENGTH THREADS"""
import contextlib
import math
import sys

import torch
import torch.nn.functional as F
from torch import nn

from serve import serve

precision, width, depth, heads, vocab, batch, length, threads = sys.argv[1], *map(int, sys.argv[2:])
torch.set_num_threads(threads)
torch.manual_seed(0)


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(width, width) for _ in range(4))
        self.norm1, self.norm2 = nn.LayerNorm(width, eps=1e-12), nn.LayerNorm(width, eps=1e-12)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x, mask):
        q, k, v = (f(x).view(batch, length, heads, -1).transpose(1, 2) for f in (self.query, self.key, self.value))
        weights = (q @ k.transpose(-1, -2) / math.sqrt(width // heads) + mask).softmax(-1)
        mixed = (F.dropout(weights, 0.1) @ v).transpose(1, 2).reshape(batch, length, width)
        x = self.norm1(F.dropout(self.out(mixed), 0.1) + x)
        return self.norm2(F.dropout(self.down(F.gelu(self.up(x))), 0.1) + x)


class Bert(nn.Module):
    def __init__(self):
        super().__init__()
        self.words, self.places, self.types = nn.Embedding(vocab, width), nn.Embedding(512, width), nn.Embedding(2, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(depth))
        self.pooler, self.next = nn.Linear(width, width), nn.Linear(width, 2)
        self.transform, self.transform_norm = nn.Linear(width, width), nn.LayerNorm(width, eps=1e-12)
        self.bias = nn.Parameter(torch.zeros(vocab))
        for module in self.modules():
            if isinstance(module, (nn.Linear, nn.Embedding)):
                nn.init.normal_(module.weight, std=0.02)

    def forward(self, tokens, types, mask, positions):
        x = self.words(tokens) + self.types(types) + self.places(torch.arange(length))
        x = F.dropout(self.norm(x), 0.1)
        for layer in self.layers:
            x = layer(x, mask)
        masked = x.flatten(0, 1)[positions]
        transformed = F.gelu(self.transform(masked)).float()  # 1.13 does not normalise bf16 by f32 weights
        logits = F.linear(self.transform_norm(transformed), self.words.weight, self.bias)
        return logits, self.next(torch.tanh(self.pooler(x[:, 0])))


model = Bert()
tokens = torch.randint(5, vocab, (batch, length))
types = (torch.arange(length) >= length // 2).long().expand(batch, length)
seen = torch.arange(length) < length - 8  # some padding, as there is in life
mask = torch.where(seen, 0.0, -math.inf).expand(batch, 1, 1, length)
positions = torch.arange(0, batch * length, 7)
targets = torch.randint(5, vocab, (len(positions),))
follows = torch.randint(0, 2, (batch,))
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=0.01)


def step():
    with torch.autocast("cpu", torch.bfloat16) if precision == "bf16" else contextlib.nullcontext():
        logits, pair = model(tokens, types, mask, positions)
    loss = F.cross_entropy(logits.float(), targets) + F.cross_entropy(pair.float(), follows)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    loss.item()


def body(count):
    for _ in range(count):
        step()


body(1)
serve({"version": torch.__version__, "threads": torch.get_num_threads()}, body)
