"""The models for segmentation in PyTorch, on timm's and segmentation-models-pytorch's parts where they have them; names as Fovea gives them.

They need a virtual environment beside Debian's PyTorch with segmentation-models-pytorch 0.3.3 and timm 0.9.16.
"""
from functools import partial
import segmentation_models_pytorch as smp
import torch
import torch.nn as nn
import torch.nn.functional as F
from timm.models.vision_transformer import Block, VisionTransformer


def unet(encoder, num_classes):
    return smp.Unet(encoder, encoder_weights=None, classes=num_classes)


class UnetPlusPlus(smp.UnetPlusPlus):
    """With heads on the finest row of nodes, as in the paper; smp has none."""

    def __init__(self, encoder, num_classes):
        super().__init__(encoder, encoder_weights=None, classes=num_classes)
        self.deep_heads = nn.ModuleList(nn.Conv2d(64, num_classes, 1) for _ in range(3))

    def forward(self, x):
        nodes = {}
        for d in (1, 2, 3):
            self.decoder.blocks[f"x_{d}_3"].register_forward_hook(lambda m, i, o, d=d: nodes.update({d: o}))
        logits = self.segmentation_head(self.decoder(*self.encoder(x)))
        size = x.shape[2:]
        return [logits] + [
            F.interpolate(head(nodes[d]), size, mode="bilinear") for d, head in zip((1, 2, 3), self.deep_heads)
        ]


class ConvNorm(nn.Module):
    def __init__(self, inputs, outputs, kernel=3, stride=1, bias=True, act=True):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=bias)
        self.norm, self.act = nn.InstanceNorm2d(outputs, affine=True), act

    def forward(self, x):
        x = self.norm(self.conv(x))
        return F.leaky_relu(x, 0.01) if self.act else x


class ResidualBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1, self.conv2 = ConvNorm(inputs, outputs, 3, stride), ConvNorm(outputs, outputs, act=False)
        skip = [nn.AvgPool2d(stride)] if stride > 1 else []
        if inputs != outputs:
            skip.append(ConvNorm(inputs, outputs, 1, bias=False, act=False))
        self.skip = nn.Sequential(*skip)

    def forward(self, x):
        return F.leaky_relu(self.conv2(self.conv1(x)) + self.skip(x), 0.01)


class Holder(nn.Module):
    """Of parts by name."""

    def __init__(self, **parts):
        super().__init__()
        for name, part in parts.items():
            setattr(self, name, part)


class ResEncUNet(nn.Module):
    """As `ResidualEncoderUNet` of dynamic-network-architectures, with deep supervision and nnU-Net's settings for 2-D."""

    def __init__(self, base, num_classes):
        super().__init__()
        widths = [min(base * 2**s, 512) for s in range(6)]
        stages = []
        for s, blocks in enumerate((1, 3, 4, 6, 6, 6)):
            first = ResidualBlock(widths[max(s - 1, 0)], widths[s], 2 if s else 1)
            rest = [ResidualBlock(widths[s], widths[s], 1) for _ in range(blocks - 1)]
            stages.append(Holder(blocks=nn.Sequential(first, *rest)))
        stem = Holder(convs=nn.Sequential(ConvNorm(1, widths[0])))
        self.encoder = Holder(stem=stem, stages=nn.ModuleList(stages))
        steps = list(zip(widths[:0:-1], widths[-2::-1]))
        self.decoder = Holder(
            stages=nn.ModuleList(Holder(convs=nn.Sequential(ConvNorm(2 * w, w))) for _, w in steps),
            transpconvs=nn.ModuleList(nn.ConvTranspose2d(below, w, 2, 2) for below, w in steps),
            seg_layers=nn.ModuleList(nn.Conv2d(w, num_classes, 1) for _, w in steps),
        )

    def forward(self, x):
        skips, x = [], self.encoder.stem.convs(x)
        for stage in self.encoder.stages:
            x = stage.blocks(x)
            skips.append(x)
        x, outputs, decoder = skips.pop(), [], self.decoder
        for stage, up, head in zip(decoder.stages, decoder.transpconvs, decoder.seg_layers):
            x = stage.convs(torch.cat([up(x), skips.pop()], 1))
            outputs.insert(0, head(x))
        return outputs


def vit(width, size):
    return VisionTransformer(img_size=size, embed_dim=width, num_heads=width // 64, num_classes=0)


def block(width):
    return Block(width, width // 64, qkv_bias=True, norm_layer=partial(nn.LayerNorm, eps=1e-6))


def as_map(tokens, rows):
    """Of patches; the class token, if there is one, stands first."""
    columns = tokens.shape[1] // rows
    return tokens[:, -rows * columns :].transpose(1, 2).unflatten(2, (rows, columns))


class MaskTransformer(nn.Module):
    def __init__(self, width, num_classes):
        super().__init__()
        self.proj_patch, self.proj_classes = nn.Parameter(torch.randn(width, width)), nn.Parameter(torch.randn(width, width))
        self.cls_emb = nn.Embedding(num_classes, width)
        self.blocks = nn.Sequential(block(width), block(width))
        self.proj_dec, self.decoder_norm = nn.Linear(width, width), nn.LayerNorm(width)
        self.mask_norm = nn.LayerNorm(num_classes)

    def forward(self, x):
        classes = self.cls_emb.weight[None].expand(x.shape[0], -1, -1)
        x = self.decoder_norm(self.blocks(torch.cat([self.proj_dec(x), classes], 1)))
        n = classes.shape[1]
        patches = F.normalize(x[:, :-n] @ self.proj_patch, dim=-1)
        return self.mask_norm(patches @ F.normalize(x[:, -n:] @ self.proj_classes, dim=-1).transpose(1, 2))


class Segmenter(nn.Module):
    def __init__(self, width, num_classes, size=64):
        super().__init__()
        self.encoder, self.decoder = vit(width, size), MaskTransformer(width, num_classes)

    def forward(self, x):
        masks = as_map(self.decoder(self.encoder.forward_features(x)[:, 1:]), x.shape[2] // 16)
        return F.interpolate(masks, x.shape[2:], mode="bilinear")


class StdConv2d(nn.Conv2d):
    def forward(self, x):
        variance, mean = torch.var_mean(self.weight, dim=[1, 2, 3], keepdim=True, unbiased=False)
        weight = (self.weight - mean) / torch.sqrt(variance + 1e-5)
        return F.conv2d(x, weight, None, self.stride, self.padding)


def group_norm(channels):
    return nn.GroupNorm(32, channels, eps=1e-6)


class Unit(nn.Module):
    def __init__(self, inputs, width, stride):
        super().__init__()
        std = lambda i, o, k, s=1: StdConv2d(i, o, k, s, k // 2, bias=False)
        self.conv1, self.gn1 = std(inputs, width, 1), group_norm(width)
        self.conv2, self.gn2 = std(width, width, 3, stride), group_norm(width)
        self.conv3, self.gn3 = std(width, 4 * width, 1), group_norm(4 * width)
        self.projects = stride != 1 or inputs != 4 * width
        if self.projects:
            self.downsample, self.gn_proj = std(inputs, 4 * width, 1, stride), nn.GroupNorm(4 * width, 4 * width)

    def forward(self, x):
        y = F.relu(self.gn2(self.conv2(F.relu(self.gn1(self.conv1(x))))))
        return F.relu(self.gn3(self.conv3(y)) + (self.gn_proj(self.downsample(x)) if self.projects else x))


def unit_stack(length, inputs, width, stride):
    return nn.Sequential(Unit(inputs, width, stride), *(Unit(4 * width, width, 1) for _ in range(length - 1)))


class UpBlock(smp.decoders.unet.decoder.DecoderBlock):
    def forward(self, x, skip=None):
        x = F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=True)
        return self.conv2(self.conv1(x if skip is None else torch.cat([x, skip], 1)))


class TransUNet(nn.Module):
    def __init__(self, num_classes, size=64, w=32, width=384):
        super().__init__()
        self.pos_embed = nn.Parameter(torch.zeros(1, (size // 16) ** 2, width))
        self.stem = Holder(
            root=nn.ModuleDict({"conv": StdConv2d(3, w, 7, 2, 3, bias=False), "gn": group_norm(w)}),
            block1=unit_stack(3, w, w, 1), block2=unit_stack(4, 4 * w, 2 * w, 2), block3=unit_stack(9, 8 * w, 4 * w, 2),
        )
        self.patch_embed = Holder(proj=nn.Conv2d(16 * w, width, 1))
        self.blocks, self.norm = nn.Sequential(*(block(width) for _ in range(12))), nn.LayerNorm(width, eps=1e-6)
        conv = smp.base.modules.Conv2dReLU(width, 512, 3, padding=1)
        ups = zip((512, 256, 128, 64), (8 * w, 4 * w, w, 0), (256, 128, 64, 16))
        self.decoder = Holder(conv_more=conv, blocks=nn.ModuleList(UpBlock(*channels) for channels in ups))
        self.segmentation_head = nn.Sequential(nn.Conv2d(16, num_classes, 3, padding=1))

    def forward(self, x):
        stem = self.stem
        skips = [F.relu(stem.root["gn"](stem.root["conv"](x)))]
        skips.append(stem.block1(F.max_pool2d(skips[0], 3, 2, 1)))
        skips.append(stem.block2(skips[1]))
        y = self.patch_embed.proj(stem.block3(skips[2]))
        rows = y.shape[2]
        y = as_map(self.norm(self.blocks(y.flatten(2).transpose(1, 2) + self.pos_embed)), rows)
        y = self.decoder.conv_more(y)
        for up in self.decoder.blocks:
            y = up(y, skips.pop() if skips else None)
        return self.segmentation_head(y)


def up(inputs, outputs):
    return nn.ConvTranspose2d(inputs, outputs, 2, 2, bias=False)


class ResBlock(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.conv3 = nn.Conv2d(inputs, outputs, 1, bias=False) if inputs != outputs else None

    def forward(self, x):
        y = F.instance_norm(self.conv2(F.leaky_relu(F.instance_norm(self.conv1(x)), 0.01)))
        return F.leaky_relu(y + (x if self.conv3 is None else F.instance_norm(self.conv3(x))), 0.01)


class Lift(nn.Module):
    def __init__(self, inputs, outputs, steps):
        super().__init__()
        self.transp_conv_init = up(inputs, outputs)
        self.blocks = nn.Sequential(*(nn.Sequential(up(outputs, outputs), ResBlock(outputs, outputs)) for _ in range(steps)))

    def forward(self, x):
        return self.blocks(self.transp_conv_init(x))


class Join(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.transp_conv, self.conv_block = up(inputs, outputs), ResBlock(2 * outputs, outputs)

    def forward(self, x, skip):
        return self.conv_block(torch.cat([self.transp_conv(x), skip], 1))


class Unetr(nn.Module):
    def __init__(self, num_classes, size=64, width=384, a=16):
        super().__init__()
        self.encoder, self.encoder1 = vit(width, size), ResBlock(3, a)
        self.encoder2, self.encoder3, self.encoder4 = Lift(width, 2 * a, 2), Lift(width, 4 * a, 1), Lift(width, 8 * a, 0)
        self.decoder5, self.decoder4 = Join(width, 8 * a), Join(8 * a, 4 * a)
        self.decoder3, self.decoder2 = Join(4 * a, 2 * a), Join(2 * a, a)
        self.out = nn.ModuleDict({"conv": nn.Conv2d(a, num_classes, 1)})

    def forward(self, x):
        maps = []
        hooks = [b.register_forward_hook(lambda m, i, o: maps.append(as_map(o[:, 1:], x.shape[2] // 16))) for b in self.encoder.blocks]
        z = as_map(self.encoder.forward_features(x)[:, 1:], x.shape[2] // 16)
        for hook in hooks:
            hook.remove()
        y = self.decoder5(z, self.encoder4(maps[8]))
        y = self.decoder4(y, self.encoder3(maps[5]))
        y = self.decoder3(y, self.encoder2(maps[2]))
        return self.out["conv"](self.decoder2(y, self.encoder1(x)))
