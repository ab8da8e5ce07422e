"""transformers' ViTMAE with weights by formula and a fixed mask: predictions, loss and gradients under facebookresearch/mae's names,
for test/parity/mae.test.ts. Needs transformers (4.37.2 on PyTorch 1.13) in a virtual environment beside Debian's PyTorch:

    VENV/bin/python test/golden/parity/make_mae.py
"""
import re
import torch
from transformers import ViTMAEConfig, ViTMAEForPreTraining
from transformers.models.vit_mae.modeling_vit_mae import get_2d_sincos_pos_embed
from shared import noise, tensor, write

SIZE, PATCH, RATIO, SPEC = 32, 8, 0.75, "f[3,3,32,32]"
DEPTH = {"encoder": 2, "decoder": 2}


def build(normalise):
    return ViTMAEForPreTraining(
        ViTMAEConfig(
            image_size=SIZE, patch_size=PATCH, hidden_size=24, num_hidden_layers=DEPTH["encoder"], num_attention_heads=3, intermediate_size=96,
            decoder_hidden_size=16, decoder_num_hidden_layers=DEPTH["decoder"], decoder_num_attention_heads=2, decoder_intermediate_size=64,
            mask_ratio=RATIO, norm_pix_loss=normalise, layer_norm_eps=1e-6,
        )
    )


def block(prefix, hf):
    """One block's tensors: the reference's name and the names here that it is made of."""
    names = {
        "norm1": ["layernorm_before"], "norm2": ["layernorm_after"], "attn.proj": ["attention.output.dense"],
        "attn.qkv": [f"attention.attention.{part}" for part in ("query", "key", "value")],
        "mlp.fc1": ["intermediate.dense"], "mlp.fc2": ["output.dense"],
    }
    return {f"{prefix}.{k}.{kind}": [f"{hf}.{v}.{kind}" for v in vs] for k, vs in names.items() for kind in ("weight", "bias")}


def mapping():
    names = {"cls_token": ["vit.embeddings.cls_token"], "mask_token": ["decoder.mask_token"]}
    plain = {"patch_embed.proj": "vit.embeddings.patch_embeddings.projection", "norm": "vit.layernorm", "decoder_embed": "decoder.decoder_embed",
             "decoder_norm": "decoder.decoder_norm", "decoder_pred": "decoder.decoder_pred"}
    for ours, theirs in plain.items():
        names.update({f"{ours}.{kind}": [f"{theirs}.{kind}"] for kind in ("weight", "bias")})
    for i in range(DEPTH["encoder"]):
        names.update(block(f"blocks.{i}", f"vit.encoder.layer.{i}"))
    for i in range(DEPTH["decoder"]):
        names.update(block(f"decoder_blocks.{i}", f"decoder.decoder_layers.{i}"))
    return dict(sorted(names.items()))


def fill(model, names):
    """By the sorted names: products keep the variance of what they see, norms are near the identity."""
    own = dict(model.named_parameters())
    for i, (name, parts) in enumerate(names.items()):
        shape = (len(parts) * own[parts[0]].shape[0], *own[parts[0]].shape[1:])
        n = int(torch.tensor(shape).prod())
        x = torch.tensor(noise(n, i)).reshape(shape)
        if len(shape) in (2, 4):
            x *= (3 / x[0].numel()) ** 0.5
        elif len(shape) == 1:
            x = 0.1 * x + (1 if re.search(r"norm\d?\.weight$", name) else 0)
        for part, values in zip(parts, x.chunk(len(parts))):
            own[part].data.copy_(values)


def sig(x):
    return float(f"{float(x):.12g}")


def case(normalise):
    model = build(normalise)
    names = mapping()
    fill(model, names)
    model.double()
    own = dict(model.named_parameters())
    for p in (own["vit.embeddings.position_embeddings"], own["decoder.decoder_pos_embed"]):
        exact = get_2d_sincos_pos_embed(p.shape[2], SIZE // PATCH, add_cls_token=True)  # transformers rounds them to f32
        p.data.copy_(torch.from_numpy(exact))
    images = tensor(SPEC, 1).double()
    order = torch.tensor(noise(3 * (SIZE // PATCH) ** 2, 77)).reshape(3, -1)
    out = model(images, noise=order)
    out.loss.backward()
    parameters = []
    for i, (name, parts) in enumerate(names.items()):
        g = torch.cat([own[p].grad for p in parts]).reshape(-1)
        parameters.append({"name": name, "hf": parts, "norm": sig(g.norm()), "dot": sig(g @ torch.tensor(noise(g.numel(), 500 + i)))})
    shuffled = torch.argsort(order, dim=1)
    hidden = shuffled[:, int((SIZE // PATCH) ** 2 * (1 - RATIO)):]
    predicted = torch.gather(out.logits, 1, hidden.unsqueeze(-1).repeat(1, 1, out.logits.shape[2]))
    return {
        "normalise": normalise, "input": SPEC, "order": shuffled.tolist(), "loss": sig(out.loss),
        "predictions": [sig(v) for v in predicted[:, ::3, ::17].reshape(-1)],
        "positions": [sig(v) for v in own["vit.embeddings.position_embeddings"].reshape(-1)[::5]],
        "parameters": parameters,
    }


if __name__ == "__main__":
    write("mae.json", [case(True), case(False)])
