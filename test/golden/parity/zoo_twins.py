"""The zoo's models that torchvision lacks, in PyTorch, by their papers; parameter names as Fovea gives them."""
import torch
import torch.nn as nn
import torch.nn.functional as F


class Mlp(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(784, 50), nn.Linear(50, num_classes)

    def forward(self, x):
        return self.fc2(F.relu(self.fc1(x.flatten(1))))


class Cnn(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 8, 3, padding=1), nn.Conv2d(8, 16, 3, padding=1)
        self.fc = nn.Linear(16 * 14 * 14, num_classes)

    def forward(self, x):
        return self.fc(F.max_pool2d(F.relu(self.conv2(F.relu(self.conv1(x)))), 2).flatten(1))


class LeNet5(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 6, 5, padding=2), nn.Conv2d(6, 16, 5)
        self.fc1, self.fc2, self.fc3 = nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, num_classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2).flatten(1)
        return self.fc3(F.relu(self.fc2(F.relu(self.fc1(x)))))


class SmallCnn(nn.Module):
    def __init__(self, num_classes, widths=(16, 32, 64, 128)):
        super().__init__()
        self.features = nn.ModuleDict()
        channels = 3
        for i, width in enumerate(widths, 1):
            stage = nn.Sequential()
            for k in (1, 2):
                stage.add_module(f"conv{k}", nn.Conv2d(channels, width, 3, padding=1, bias=False))
                stage.add_module(f"norm{k}", nn.BatchNorm2d(width))
                channels = width
            self.features[f"stage{i}"] = stage
        self.classifier = nn.Linear(channels, num_classes)

    def forward(self, x):
        for i, stage in enumerate(self.features.values()):
            x = x if i == 0 else F.max_pool2d(x, 2)
            for k in (1, 2):
                x = F.relu(stage.get_submodule(f"norm{k}")(stage.get_submodule(f"conv{k}")(x)))
        return self.classifier(x.mean((2, 3)))


class CifarBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.stride, self.extra = stride, (outputs - inputs) // 2

    def forward(self, x):
        branch = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        x = x[:, :, :: self.stride, :: self.stride]
        zeros = x.new_zeros(x.shape[0], self.extra, *x.shape[2:])
        return F.relu(branch + torch.cat([zeros, x, zeros], 1))


class ResNet20(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16)
        for i, (inputs, outputs) in enumerate(((16, 16), (16, 32), (32, 64)), 1):
            first = CifarBlock(inputs, outputs, 1 if i == 1 else 2)
            setattr(self, f"layer{i}", nn.Sequential(first, CifarBlock(outputs, outputs, 1), CifarBlock(outputs, outputs, 1)))
        self.linear = nn.Linear(64, num_classes)

    def forward(self, x):
        x = self.layer3(self.layer2(self.layer1(F.relu(self.bn1(self.conv1(x))))))
        return self.linear(x.mean((2, 3)))


class AirbenchGroup(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(outputs, eps=1e-12, momentum=0.4)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(outputs, eps=1e-12, momentum=0.4)
        self.norm1.weight.requires_grad_(False)
        self.norm2.weight.requires_grad_(False)

    def forward(self, x):
        x = F.gelu(self.norm1(F.max_pool2d(self.conv1(x), 2)))
        return F.gelu(self.norm2(self.conv2(x)))


class Airbench(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.whiten = nn.Conv2d(3, 24, 2)
        self.whiten.weight.requires_grad_(False)
        self.group1, self.group2, self.group3 = AirbenchGroup(24, 64), AirbenchGroup(64, 256), AirbenchGroup(256, 256)
        self.head = nn.Linear(256, num_classes, bias=False)

    def forward(self, x):
        x = self.group3(self.group2(self.group1(F.gelu(self.whiten(x)))))
        return self.head(F.max_pool2d(x, 3).flatten(1)) / 9


class DoubleConv(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        conv = lambda n: nn.Conv2d(n, outputs, 3, padding=1, bias=False)
        norm = lambda: nn.BatchNorm2d(outputs)
        self.double_conv = nn.Sequential(conv(inputs), norm(), nn.ReLU(), conv(outputs), norm(), nn.ReLU())

    def forward(self, x):
        return self.double_conv(x)


class Up(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.up, self.conv = nn.ConvTranspose2d(inputs, outputs, 2, 2), DoubleConv(2 * outputs, outputs)

    def forward(self, x, skip):
        x = self.up(x)
        dy, dx = skip.shape[2] - x.shape[2], skip.shape[3] - x.shape[3]
        x = F.pad(x, [dx // 2, dx - dx // 2, dy // 2, dy - dy // 2])
        return self.conv(torch.cat([skip, x], 1))


class Down(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.maxpool_conv = nn.Sequential(nn.MaxPool2d(2), DoubleConv(inputs, outputs))

    def forward(self, x):
        return self.maxpool_conv(x)


class UNet(nn.Module):
    """Of baseWidth 8; one channel in, two classes."""

    def __init__(self, num_classes):
        super().__init__()
        widths = [8, 16, 32, 64, 128]
        self.inc = DoubleConv(1, 8)
        for i in range(4):
            setattr(self, f"down{i + 1}", Down(widths[i], widths[i + 1]))
        for i in range(4):
            setattr(self, f"up{i + 1}", Up(widths[4 - i], widths[3 - i]))
        self.outc = nn.ModuleDict({"conv": nn.Conv2d(8, num_classes, 1)})

    def forward(self, x):
        stages = [self.inc(x)]
        for i in range(4):
            stages.append(getattr(self, f"down{i + 1}")(stages[-1]))
        x = stages.pop()
        for i in range(4):
            x = getattr(self, f"up{i + 1}")(x, stages.pop())
        return self.outc["conv"](x)
