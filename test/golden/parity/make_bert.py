"""BERT of Hugging Face's transformers 4.37.2 on weights made by `noise`, in f64: both heads' logits, both losses and all gradients,
with segments, padding and positions that are not predicted; the labels classifier as well.

Run in a virtual environment beside Debian's PyTorch: python make_bert.py > bert.json
"""
import json

import torch
from transformers import BertConfig, BertForPreTraining, BertForSequenceClassification

from shared import noise

CONFIG = dict(
    vocab_size=37,
    max_position_embeddings=24,
    hidden_size=16,
    num_hidden_layers=2,
    num_attention_heads=4,
    intermediate_size=64,
)
ROWS, LENGTH, LABELS = 3, 20, 3
LENGTHS = [20, 13, 7]


def fill(model):
    with torch.no_grad():
        for i, (name, p) in enumerate(model.named_parameters()):
            shift = 1 if name.endswith("LayerNorm.weight") else 0
            p.copy_(torch.as_tensor(noise(p.numel(), i)).reshape(p.shape) * 0.3 + shift)


def integers(shape, seed, limit):
    x = (torch.as_tensor(noise(torch.tensor(shape).prod().item(), seed)) + 1) / 2 * limit
    return x.floor().long().reshape(shape)


mask = torch.tensor([[int(i < n) for i in range(LENGTH)] for n in LENGTHS])
tokens = integers([ROWS, LENGTH], 500, CONFIG["vocab_size"]) * mask
types = torch.tensor([[int(n // 2 <= i < n) for i in range(LENGTH)] for n in LENGTHS])
labels = integers([ROWS, LENGTH], 501, CONFIG["vocab_size"])
labels[(integers([ROWS, LENGTH], 502, 4) > 0) | (mask == 0)] = -100
follows = torch.tensor([0, 1, 1])
classes = torch.tensor([[1.0, 0, 1], [0, 0, 1], [1, 1, 0]], dtype=torch.float64)


def summary(model):
    def of(g):
        g = g.flatten()
        return [g.norm().item(), g[0].item(), g[g.numel() // 2].item(), g[-1].item()]

    return {n: of(p.grad) for n, p in model.named_parameters() if p.grad is not None}


def config(**more):
    return BertConfig(**CONFIG, hidden_dropout_prob=0, attention_probs_dropout_prob=0, **more)


def round9(t):
    return [round(v, 12) for v in t.flatten().tolist()]


def pre_training():
    losses = {}
    for which in ("mlm", "nsp"):
        model = BertForPreTraining(config()).double()
        fill(model)
        out = model(tokens, attention_mask=mask, token_type_ids=types)
        if which == "mlm":
            loss = torch.nn.functional.cross_entropy(out.prediction_logits.flatten(0, 1), labels.flatten())
        else:
            loss = torch.nn.functional.cross_entropy(out.seq_relationship_logits, follows)
        loss.backward()
        losses[which] = {"loss": loss.item(), "gradients": summary(model)}
    return {
        "names": [n for n, _ in model.named_parameters()],
        "state": list(model.state_dict()),
        "tokens": round9(out.prediction_logits[mask == 1][::4]),
        "next": round9(out.seq_relationship_logits),
        **losses,
    }


def classification():
    model = BertForSequenceClassification(config(num_labels=LABELS)).double()
    fill(model)
    logits = model(tokens, attention_mask=mask, token_type_ids=types).logits
    loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, classes)
    loss.backward()
    return {"names": [n for n, _ in model.named_parameters()], "logits": round9(logits), "loss": loss.item(), "gradients": summary(model)}


print(
    json.dumps(
        {
            "config": CONFIG,
            "lengths": LENGTHS,
            "inputs": {"tokens": tokens.flatten().tolist(), "types": types.flatten().tolist(), "labels": labels.flatten().tolist()},
            "follows": follows.tolist(),
            "classes": classes.flatten().tolist(),
            "pre_training": pre_training(),
            "classification": classification(),
        }
    )
)
