"""A Compact Convolutional Transformer in plain PyTorch, from the paper (Hassani et al., "Escaping the big data paradigm with
compact transformers", 2021), with the parameter names of SHI-Labs/Compact-Transformers; for make_vit.py."""
import torch
import torch.nn.functional as F
from torch import nn


class Tokenizer(nn.Module):
    def __init__(self, widths):
        super().__init__()
        stages = [
            nn.Sequential(nn.Conv2d(a, b, 3, padding=1, bias=False), nn.ReLU(), nn.MaxPool2d(3, stride=2, padding=1))
            for a, b in zip(widths, widths[1:])
        ]
        self.conv_layers = nn.Sequential(*stages)

    def forward(self, x):
        return self.conv_layers(x).flatten(2).transpose(1, 2)


class Attention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(dim, 3 * dim, bias=False)
        self.proj = nn.Linear(dim, dim)

    def forward(self, x):
        split = lambda t: t.unflatten(-1, (self.heads, -1)).transpose(1, 2)
        q, k, v = map(split, self.qkv(x).chunk(3, -1))
        weights = (q @ k.transpose(-2, -1) / q.shape[-1] ** 0.5).softmax(-1)
        return self.proj((weights @ v).transpose(1, 2).flatten(2))


class Layer(nn.Module):
    """The second residual connection starts from the normed sum, unlike a ViT's."""

    def __init__(self, dim, heads, hidden):
        super().__init__()
        self.pre_norm = nn.LayerNorm(dim)
        self.self_attn = Attention(dim, heads)
        self.linear1 = nn.Linear(dim, hidden)
        self.norm1 = nn.LayerNorm(dim)
        self.linear2 = nn.Linear(hidden, dim)

    def forward(self, x):
        x = self.norm1(x + self.self_attn(self.pre_norm(x)))
        return x + self.linear2(F.gelu(self.linear1(x)))


class Classifier(nn.Module):
    def __init__(self, dim, tokens, depth, heads, hidden, num_classes):
        super().__init__()
        self.positional_emb = nn.Parameter(torch.zeros(1, tokens, dim))
        self.attention_pool = nn.Linear(dim, 1)
        self.blocks = nn.ModuleList([Layer(dim, heads, hidden) for _ in range(depth)])
        self.norm = nn.LayerNorm(dim)
        self.fc = nn.Linear(dim, num_classes)

    def forward(self, x):
        x = x + self.positional_emb
        for block in self.blocks:
            x = block(x)
        x = self.norm(x)
        weights = self.attention_pool(x).softmax(1)
        return self.fc((weights * x).sum(1))


class CCT(nn.Module):
    """cct_2_3x2_32: two convolutions, two layers of two heads."""

    def __init__(self, num_classes=10):
        super().__init__()
        self.tokenizer = Tokenizer([3, 64, 128])
        self.classifier = Classifier(128, 64, depth=2, heads=2, hidden=128, num_classes=num_classes)

    def forward(self, x):
        return self.classifier(self.tokenizer(x))
