"""Pre-training steps of a masked autoencoder in PyTorch, as facebookresearch/mae's models_mae.py and timm's blocks compute them: all patches
embedded and then masked, tokens put back in order by a gather, every token decoded and projected, the loss averaged over the mask.
Usage: mae.py MODEL train f32|bf16 SIZE BATCH THREADS"""
import contextlib
import sys

import torch
import torch.nn as nn

from serve import serve

name, _, precision, size, batch, threads = *sys.argv[1:4], *map(int, sys.argv[4:7])
torch.set_num_threads(threads)
torch.manual_seed(0)
PATCH = 16
WIDTH = {"vit_tiny_patch16_224": 192, "vit_small_patch16_224": 384, "vit_base_patch16_224": 768}[name]


class Attention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads, self.scale = heads, (dim // heads) ** -0.5
        self.qkv, self.proj = nn.Linear(dim, dim * 3), nn.Linear(dim, dim)

    def forward(self, x):
        n, length, dim = x.shape
        q, k, v = self.qkv(x).reshape(n, length, 3, self.heads, dim // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        weights = ((q * self.scale) @ k.transpose(-2, -1)).softmax(dim=-1)
        return self.proj((weights @ v).transpose(1, 2).reshape(n, length, dim))


class Block(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(dim, eps=1e-6), nn.LayerNorm(dim, eps=1e-6)
        self.attn = Attention(dim, heads)
        self.mlp = nn.Sequential(nn.Linear(dim, dim * 4), nn.GELU(), nn.Linear(dim * 4, dim))

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class MaskedAutoencoder(nn.Module):
    def __init__(self, dim, decoder=512, depth=8):
        super().__init__()
        self.patches = (size // PATCH) ** 2
        self.patch_embed = nn.Conv2d(3, dim, PATCH, PATCH)
        self.cls_token, self.mask_token = nn.Parameter(torch.zeros(1, 1, dim)), nn.Parameter(torch.zeros(1, 1, decoder))
        # fixed tables of sines and cosines in the original: what is in them costs nothing
        self.pos_embed = nn.Parameter(torch.randn(1, self.patches + 1, dim) * 0.02, requires_grad=False)
        self.decoder_pos_embed = nn.Parameter(torch.randn(1, self.patches + 1, decoder) * 0.02, requires_grad=False)
        self.blocks = nn.Sequential(*[Block(dim, dim // 64) for _ in range(12)])
        self.norm, self.decoder_embed = nn.LayerNorm(dim, eps=1e-6), nn.Linear(dim, decoder)
        self.decoder_blocks = nn.Sequential(*[Block(decoder, 16) for _ in range(depth)])
        self.decoder_norm, self.decoder_pred = nn.LayerNorm(decoder, eps=1e-6), nn.Linear(decoder, PATCH**2 * 3)

    def patchify(self, images):
        h = size // PATCH
        return torch.einsum("nchpwq->nhwpqc", images.reshape(-1, 3, h, PATCH, h, PATCH)).reshape(-1, h * h, PATCH**2 * 3)

    def random_masking(self, x, ratio):
        n, length, dim = x.shape
        keep = int(length * (1 - ratio))
        shuffle = torch.argsort(torch.rand(n, length), dim=1)
        restore = torch.argsort(shuffle, dim=1)
        kept = torch.gather(x, 1, shuffle[:, :keep].unsqueeze(-1).repeat(1, 1, dim))
        mask = torch.ones(n, length)
        mask[:, :keep] = 0
        return kept, torch.gather(mask, 1, restore), restore

    def forward(self, images, ratio=0.75):
        x = self.patch_embed(images).flatten(2).transpose(1, 2) + self.pos_embed[:, 1:]
        x, mask, restore = self.random_masking(x, ratio)
        x = torch.cat([(self.cls_token + self.pos_embed[:, :1]).expand(x.shape[0], -1, -1), x], 1)
        x = self.decoder_embed(self.norm(self.blocks(x)))
        hidden = self.mask_token.repeat(x.shape[0], restore.shape[1] + 1 - x.shape[1], 1)
        y = torch.cat([x[:, 1:], hidden.to(x.dtype)], 1)
        y = torch.gather(y, 1, restore.unsqueeze(-1).repeat(1, 1, x.shape[2]))
        y = torch.cat([x[:, :1], y], 1) + self.decoder_pos_embed
        return self.decoder_pred(self.decoder_norm(self.decoder_blocks(y)))[:, 1:], mask

    def loss(self, images, predicted, mask):
        target = self.patchify(images)
        target = (target - target.mean(-1, keepdim=True)) / (target.var(-1, keepdim=True) + 1e-6) ** 0.5
        return (((predicted - target) ** 2).mean(-1) * mask).sum() / mask.sum()


bf16 = precision == "bf16"
model = MaskedAutoencoder(WIDTH)
images = torch.randn(batch, 3, size, size)
optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-4, weight_decay=0.05, betas=(0.9, 0.95))


def body(count):
    for _ in range(count):
        with torch.autocast("cpu", torch.bfloat16) if bf16 else contextlib.nullcontext():
            predicted, mask = model(images)
        loss = model.loss(images, predicted.float(), mask)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        loss.item()


body(1)
serve({"version": torch.__version__, "threads": torch.get_num_threads()}, body)
