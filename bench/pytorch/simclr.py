"""graft-s pretrained without labels on pictures made by formula: SimCLR (Chen et al. 2020, arXiv:2002.05709) in plain PyTorch.

    Graft.Bench formula-pictures formula:scenes,classes=256,instances=125,side=96 pictures.bin 96
    python3 simclr.py pictures.bin weights.safetensors [--steps 500] [--batch 64] [--seed 0]

Graft's training knows labels only, so this measurement is made outside of it. PICTURES holds (3, side, side) bytes each; the weights have
graft-s's names, for `graft train --model graft-s --weights FILE`. Prints the loss, the share of views whose partner is the nearest, and the pictures a second.
"""
import argparse
import json
import math
import struct
import time

import numpy
import torch
import torch.nn.functional as F
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("pictures")
parser.add_argument("weights")
parser.add_argument("--side", type=int, default=96)
parser.add_argument("--steps", type=int, default=500)
parser.add_argument("--batch", type=int, default=64)
parser.add_argument("--rate", type=float, default=0.002)
parser.add_argument("--temperature", type=float, default=0.2)
parser.add_argument("--seed", type=int, default=0)
options = parser.parse_args()
torch.manual_seed(options.seed)
torch.set_num_threads(2)


def convolution(inputs, outputs, kernel, stride):
    return nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)


class Block(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv1, self.bn1 = convolution(inputs, outputs, 3, 2), nn.BatchNorm2d(outputs)
        self.conv2, self.bn2 = convolution(outputs, outputs, 3, 1), nn.BatchNorm2d(outputs)
        self.downsample = nn.Sequential(convolution(inputs, outputs, 1, 2), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + self.downsample(x))


class GraftS(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(convolution(3, 32, 3, 2), nn.BatchNorm2d(32), nn.ReLU())
        self.stage1, self.stage2, self.stage3, self.stage4 = Block(32, 32), Block(32, 64), Block(64, 128), Block(128, 256)
        self.widen = nn.Sequential(convolution(256, 512, 1, 1), nn.BatchNorm2d(512), nn.ReLU())
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, x):
        x = self.stage4(self.stage3(self.stage2(self.stage1(self.stem(x)))))
        return self.widen(x).mean((2, 3))


def vary(x):
    """A view of each picture: a crop of 20 to 100 %, mirrored or not, other light and colours (half the strength of the paper's), some grey."""
    n = len(x)
    share = torch.empty(n).uniform_(0.2, 1)
    shape = torch.exp(torch.empty(n).uniform_(math.log(3 / 4), math.log(4 / 3)))
    width, height = (share * shape).sqrt().clamp(max=1), (share / shape).sqrt().clamp(max=1)
    theta = torch.zeros(n, 2, 3)
    theta[:, 0, 0] = width * (1 - 2 * torch.randint(0, 2, (n,)))
    theta[:, 1, 1] = height
    theta[:, 0, 2] = torch.empty(n).uniform_(-1, 1) * (1 - width)
    theta[:, 1, 2] = torch.empty(n).uniform_(-1, 1) * (1 - height)
    x = F.grid_sample(x, F.affine_grid(theta, list(x.shape), align_corners=False), padding_mode="reflection", align_corners=False)
    strength = 0.4
    x = x * torch.empty(n, 1, 1, 1).uniform_(1 - strength, 1 + strength)
    mean = x.mean((1, 2, 3), keepdim=True)
    x = (x - mean) * torch.empty(n, 1, 1, 1).uniform_(1 - strength, 1 + strength) + mean
    grey = (x * torch.tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)).sum(1, keepdim=True)
    saturation = torch.empty(n, 1, 1, 1).uniform_(1 - strength, 1 + strength)
    saturation[torch.rand(n) < 0.2] = 0
    x = grey + (x - grey) * saturation
    # A cast in place of a turn of the hue.
    x = (x + torch.empty(n, 3, 1, 1).uniform_(-0.08, 0.08)).clamp(0, 1)
    return (x - torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)) / torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)


def write(path, tensors):
    """https://github.com/huggingface/safetensors: length of the header, header, bytes."""
    header, offset = {}, 0
    for name, tensor in tensors.items():
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [offset, offset + tensor.numel() * 4]}
        offset += tensor.numel() * 4
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors.values():
            file.write(tensor.contiguous().numpy().astype("<f4").tobytes())


pictures = numpy.memmap(options.pictures, numpy.uint8, "r").reshape(-1, 3, options.side, options.side)
network = GraftS()
projection = nn.Sequential(nn.Linear(512, 512), nn.BatchNorm1d(512), nn.ReLU(), nn.Linear(512, 128))
optimizer = torch.optim.AdamW([*network.parameters(), *projection.parameters()], options.rate, weight_decay=0.02)
average = {name: value.clone() for name, value in network.state_dict().items()}
order = numpy.random.default_rng(options.seed).permutation(len(pictures))
start = time.time()
for step in range(options.steps):
    for group in optimizer.param_groups:
        group["lr"] = options.rate * min(1, (step + 1) / 200)
    first = step * options.batch % (len(pictures) - options.batch + 1)
    batch = torch.from_numpy(pictures[numpy.sort(order[first:first + options.batch])]).float() / 255
    z = F.normalize(projection(network(torch.cat([vary(batch), vary(batch)]))), dim=1)
    similar = z @ z.T / options.temperature
    similar.fill_diagonal_(-1e9)
    partner = torch.arange(2 * options.batch).roll(options.batch)
    loss = F.cross_entropy(similar, partner)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
    keep = min(0.999, (step + 1) / (step + 10))
    for name, value in network.state_dict().items():
        average[name] = value.clone() if not value.is_floating_point() else average[name].lerp(value, 1 - keep)
    if (step + 1) % 50 == 0:
        print(f"step {step + 1}  loss {loss.item():.3f}  partner nearest {(similar.argmax(1) == partner).float().mean():.2f}  {(step + 1) * options.batch / (time.time() - start):.0f} pictures/s", flush=True)
write(options.weights, {name: value for name, value in average.items() if value.is_floating_point()})
