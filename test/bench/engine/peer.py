"""The same networks in PyTorch eager, as a peer of the engines: LAYOUT MODEL BATCH SIZE as arguments,
then "train N" and "forward N" on standard input, each answered with seconds."""

import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

WIDTH, CHANNELS, CLASSES = 16, 3, 10


def convolution(inside, outside, stride=1, size=3):
    return nn.Conv2d(inside, outside, size, stride, size // 2, bias=False)


class ResidualBlock(nn.Module):
    def __init__(self, inside, outside, stride):
        super().__init__()
        self.first, self.second = convolution(inside, outside, stride), convolution(outside, outside)
        self.norm1, self.norm2 = nn.BatchNorm2d(outside), nn.BatchNorm2d(outside)
        self.stride, self.padding = stride, (outside - inside) // 2

    def forward(self, x):
        y = self.norm2(self.second(F.relu(self.norm1(self.first(x)))))
        if self.stride > 1:
            x = F.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, self.padding, self.padding))
        return F.relu(y + x)


class ResNet(nn.Module):
    def __init__(self, blocks):
        super().__init__()
        self.stem, self.norm = convolution(CHANNELS, WIDTH), nn.BatchNorm2d(WIDTH)
        layers, channels = [], WIDTH
        for stage in range(3):
            for block in range(blocks):
                outside = WIDTH << stage
                layers.append(ResidualBlock(channels, outside, 2 if stage and not block else 1))
                channels = outside
        self.blocks, self.dense = nn.Sequential(*layers), nn.Linear(channels, CLASSES)

    def forward(self, x):
        x = self.blocks(F.relu(self.norm(self.stem(x))))
        return self.dense(x.mean((2, 3)))


class WideBlock(nn.Module):
    def __init__(self, inside, outside, stride):
        super().__init__()
        self.first, self.second = convolution(inside, outside, stride), convolution(outside, outside)
        self.norm1, self.norm2 = nn.BatchNorm2d(inside), nn.BatchNorm2d(outside)
        same = inside == outside and stride == 1
        self.shortcut = None if same else convolution(inside, outside, stride, 1)

    def forward(self, x):
        active = F.relu(self.norm1(x))
        y = self.second(F.relu(self.norm2(self.first(active))))
        return y + (self.shortcut(active) if self.shortcut else x)


class WideResNet(nn.Module):
    def __init__(self, blocks, widening):
        super().__init__()
        self.stem = convolution(CHANNELS, WIDTH)
        layers, channels = [], WIDTH
        for stage in range(3):
            for block in range(blocks):
                outside = (WIDTH * widening) << stage
                layers.append(WideBlock(channels, outside, 2 if stage and not block else 1))
                channels = outside
        self.blocks, self.norm = nn.Sequential(*layers), nn.BatchNorm2d(channels)
        self.dense = nn.Linear(channels, CLASSES)

    def forward(self, x):
        x = F.relu(self.norm(self.blocks(self.stem(x))))
        return self.dense(x.mean((2, 3)))


def main():
    layout, name, batch, size = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    model = {"resnet8": lambda: ResNet(1), "resnet20": lambda: ResNet(3), "wrn-16-4": lambda: WideResNet(2, 4)}[name]()
    memory_format = torch.channels_last if layout == "channels-last" else torch.contiguous_format
    model = model.to(memory_format=memory_format)
    pixels = torch.randn(batch, CHANNELS, size, size).contiguous(memory_format=memory_format)
    labels = torch.randint(0, CLASSES, (batch,))
    optimizer = torch.optim.SGD(model.parameters(), 0.01, momentum=0.9, weight_decay=0.0005)

    def train():
        model.train()
        optimizer.zero_grad()
        logits = model(pixels)
        loss = F.cross_entropy(logits, labels, reduction="none")
        loss.mean().backward()
        optimizer.step()
        # What a step of Mikke tells as well: loss, confidence and prediction of each sample.
        with torch.no_grad():
            return loss.tolist(), torch.softmax(logits, 1).max(1)

    def forward():
        model.eval()
        with torch.no_grad():
            logits = model(pixels)
            return F.cross_entropy(logits, labels, reduction="none").tolist(), torch.softmax(logits, 1).max(1)

    train()
    forward()
    print("ready", flush=True)
    for line in sys.stdin:
        command, steps = line.split()
        start = time.perf_counter()
        for _ in range(int(steps)):
            train() if command == "train" else forward()
        print(time.perf_counter() - start, flush=True)


main()
