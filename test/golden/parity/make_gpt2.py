"""GPT-2 of Hugging Face's transformers 4.37.2 on weights made by `noise`, in f64 and f32: logits, loss and gradients.

Run in a virtual environment beside Debian's PyTorch: python make_gpt2.py > gpt2.json
"""
import json

import torch
from transformers import GPT2Config, GPT2LMHeadModel

from shared import noise

CONFIG = dict(vocab_size=37, n_positions=24, n_embd=16, n_layer=2, n_head=4)


def fill(model):
    with torch.no_grad():
        for i, (name, p) in enumerate(model.named_parameters()):
            shift = 1 if "ln_" in name and name.endswith("weight") else 0
            p.copy_(torch.as_tensor(noise(p.numel(), i)).reshape(p.shape) * 0.3 + shift)


def run(dtype):
    model = GPT2LMHeadModel(GPT2Config(**CONFIG, resid_pdrop=0, embd_pdrop=0, attn_pdrop=0)).to(dtype)
    fill(model)
    x = (torch.as_tensor(noise(2 * 20, 500)) + 1) / 2 * CONFIG["vocab_size"]
    tokens = x.floor().long().reshape(2, 20)
    logits = model(tokens).logits
    loss = torch.nn.functional.cross_entropy(logits[:, :-1].flatten(0, 1), tokens[:, 1:].flatten())
    loss.backward()
    gradients = {n: p.grad for n, p in model.named_parameters()}
    return logits, loss, gradients


logits, loss, gradients = run(torch.float64)
print(
    json.dumps(
        {
            "config": CONFIG,
            "logits": [round(v, 9) for v in logits[:, ::5].flatten().tolist()],
            "loss": loss.item(),
            "gradients": {
                n: [g.norm().item(), g.flatten()[0].item(), g.flatten()[g.numel() // 2].item(), g.flatten()[-1].item()]
                for n, g in gradients.items()
            },
        },
    )
)
