"""Training steps of GPT-mini in plain PyTorch, as nanoGPT writes it. Usage: gpt.py train BATCH THREADS"""
import math
import sys

import torch
import torch.nn.functional as F
from torch import nn

from serve import serve

batch, threads = map(int, sys.argv[2:4])
torch.set_num_threads(threads)
torch.manual_seed(0)
LENGTH, DEPTH, HEADS, WIDTH, VOCAB, DROPOUT = 256, 6, 6, 192, 8192, 0.1


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.c_attn, self.c_proj = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.attn_dropout, self.resid_dropout = nn.Dropout(DROPOUT), nn.Dropout(DROPOUT)
        self.register_buffer("seen", torch.tril(torch.ones(LENGTH, LENGTH)).view(1, 1, LENGTH, LENGTH))

    def forward(self, x):
        n, t, c = x.shape
        q, k, v = (part.view(n, t, HEADS, c // HEADS).transpose(1, 2) for part in self.c_attn(x).split(WIDTH, dim=2))
        scores = (q @ k.transpose(-2, -1)) * (1.0 / math.sqrt(k.size(-1)))
        scores = scores.masked_fill(self.seen[:, :, :t, :t] == 0, float("-inf"))
        mixed = self.attn_dropout(F.softmax(scores, dim=-1)) @ v
        return self.resid_dropout(self.c_proj(mixed.transpose(1, 2).contiguous().view(n, t, c)))


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.ln_1, self.ln_2, self.attn = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH), Attention()
        self.mlp = nn.Sequential(
            nn.Linear(WIDTH, 4 * WIDTH), nn.GELU(approximate="tanh"), nn.Linear(4 * WIDTH, WIDTH), nn.Dropout(DROPOUT)
        )

    def forward(self, x):
        x = x + self.attn(self.ln_1(x))
        return x + self.mlp(self.ln_2(x))


class Gpt(nn.Module):
    def __init__(self):
        super().__init__()
        self.wte, self.wpe, self.drop = nn.Embedding(VOCAB, WIDTH), nn.Embedding(LENGTH, WIDTH), nn.Dropout(DROPOUT)
        self.h, self.ln_f = nn.Sequential(*(Block() for _ in range(DEPTH))), nn.LayerNorm(WIDTH)
        self.lm_head = nn.Linear(WIDTH, VOCAB, bias=False)
        self.wte.weight = self.lm_head.weight

    def forward(self, tokens):
        x = self.drop(self.wte(tokens) + self.wpe(torch.arange(tokens.size(1))))
        return self.lm_head(self.ln_f(self.h(x)))


model = Gpt().train()
decays = [p for p in model.parameters() if p.dim() > 1]
others = [p for p in model.parameters() if p.dim() == 1]
optimizer = torch.optim.AdamW([{"params": decays, "weight_decay": 0.1}, {"params": others, "weight_decay": 0}], lr=1e-4)
text = torch.arange(100_000) * 7919 % VOCAB


def once():
    starts = torch.randint(len(text) - LENGTH, (batch,))
    tokens = torch.stack([text[i : i + LENGTH] for i in starts])
    targets = torch.stack([text[i + 1 : i + LENGTH + 1] for i in starts])
    loss = F.cross_entropy(model(tokens).view(-1, VOCAB), targets.view(-1))
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    loss.item()


def body(count):
    for _ in range(count):
        once()


body(1)
serve({"version": torch.__version__, "threads": torch.get_num_threads()}, body)
