"""The contrastive loss of Hugging Face's transformers 4.37.2 (CLIP), in f64, on unit vectors made by `noise`: loss and the gradients of
both sides and of the scale; and ConVIRT's weighting by hand.

Run in a virtual environment beside Debian's PyTorch: python make_clip.py > clip.json
"""
import json

import torch
import torch.nn.functional as F
from transformers.models.clip.modeling_clip import clip_loss

from shared import noise

N, D = 6, 5
image, text = (torch.tensor(noise(N * D, seed)).reshape(N, D).requires_grad_() for seed in (1, 2))
scale = torch.tensor(1.7, dtype=torch.float64, requires_grad=True)
similarities = F.normalize(image) @ F.normalize(text).T * scale.exp()
loss = clip_loss(similarities.T)  # theirs has texts as rows
loss.backward()
own = torch.arange(N)
weighted = 0.75 * F.cross_entropy(similarities, own) + 0.25 * F.cross_entropy(similarities.T, own)
print(
    json.dumps(
        {
            "n": N,
            "d": D,
            "scale": scale.item(),
            "loss": loss.item(),
            "weighted": weighted.item(),
            "gradients": {"image": image.grad.flatten().tolist(), "text": text.grad.flatten().tolist(), "scale": scale.grad.item()},
        }
    )
)
