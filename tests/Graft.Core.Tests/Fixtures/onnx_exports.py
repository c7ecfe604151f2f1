"""Writes small networks as PyTorch exports them, with what PyTorch computes for them: run `python3 onnx_exports.py` in this folder (PyTorch 1.13).

The input of each is sin(i / 10) at place i, in 32-bit floats.
"""
import base64
import json
import pathlib

import numpy
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(7)
FOLDER = pathlib.Path(__file__).parent / "onnx"


class Flattened(nn.Module):
    """A view with the batch's size, as most tutorials write it."""

    def __init__(self):
        super().__init__()
        self.conv, self.bn, self.fc = nn.Conv2d(3, 4, 3, stride=2), nn.BatchNorm2d(4), nn.Linear(4 * 3 * 3, 5)
        nn.init.uniform_(self.bn.running_mean, -.2, .2)
        nn.init.uniform_(self.bn.running_var, .5, 1.5)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn(self.conv(x))), 2)
        return self.fc(x.view(x.size(0), -1))


class Pooled(nn.Module):
    """Adaptive pooling, flatten, dropout and bounded activations."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 6, 3, padding=1), nn.ReLU6(), nn.AdaptiveAvgPool2d(4), nn.Hardswish(), nn.Conv2d(6, 6, 3, padding=2, dilation=2, groups=3), nn.SiLU(), nn.AdaptiveAvgPool2d(1))
        self.head = nn.Sequential(nn.Dropout(.2), nn.Linear(6, 5), nn.LogSoftmax(1))

    def forward(self, x):
        return self.head(torch.flatten(self.body(x), 1))


class Squeezed(nn.Module):
    """Squeeze and excitation, a mean over axes, squeeze and unsqueeze."""

    def __init__(self):
        super().__init__()
        self.conv, self.down, self.up, self.fc = nn.Conv2d(3, 8, 3), nn.Conv2d(8, 2, 1), nn.Conv2d(2, 8, 1), nn.Linear(8, 5)

    def forward(self, x):
        x = self.conv(x)
        scale = F.hardsigmoid(self.up(F.leaky_relu(self.down(x.mean([2, 3], keepdim=True)), .1)))
        x = (x * scale).sum(3).unsqueeze(3).mean(2).squeeze(-1)
        return F.softmax(self.fc(F.dropout(x, .5, self.training)), dim=1)


class Shuffled(nn.Module):
    """Channel split and shuffle, with every size read from the tensor."""

    def __init__(self):
        super().__init__()
        self.conv, self.branch = nn.Conv2d(3, 8, 3, stride=2), nn.Conv2d(4, 4, 3, padding=1, groups=4)

    def forward(self, x):
        a, b = self.conv(x).chunk(2, dim=1)
        x = torch.cat([a, self.branch(b)], 1)
        n, c, h, w = x.size()
        return x.view(n, 2, c // 2, h, w).transpose(1, 2).contiguous().view(n, -1, h, w).amax((2, 3))


class Padded(nn.Module):
    """Paddings and windows that are not symmetric, and activations by the dozen."""

    def __init__(self):
        super().__init__()
        self.conv, self.prelu = nn.Conv2d(3, 4, 3), nn.PReLU(4)

    def forward(self, x):
        x = F.pad(x, (0, 1, 2, 1), value=.5)
        x = self.prelu(self.conv(x))
        x = F.max_pool2d(x, 3, 2, ceil_mode=True)
        x = F.avg_pool2d(x, 3, 2, padding=1, count_include_pad=False) + F.avg_pool2d(x, 3, 2, padding=1)
        return F.elu(x) + F.selu(x) + F.softplus(x) + F.gelu(x) + torch.sqrt(torch.abs(x) + 1) - x.pow(2) / (1 + torch.exp(-x)) + x.clamp(min=.1)


class Normalised(nn.Module):
    """Layer, group and instance norm, in the block of ConvNeXt."""

    def __init__(self):
        super().__init__()
        self.conv, self.norm, self.up, self.down = nn.Conv2d(3, 6, 4, stride=4), nn.LayerNorm(6), nn.Linear(6, 12), nn.Linear(12, 6)
        self.group, self.instance, self.gamma = nn.GroupNorm(2, 6), nn.InstanceNorm2d(6, affine=True), nn.Parameter(torch.rand(6, 1, 1))

    def forward(self, x):
        x = self.instance(self.group(self.conv(x)))
        y = self.down(F.gelu(self.up(self.norm(x.permute(0, 2, 3, 1))))).permute(0, 3, 1, 2)
        return x + self.gamma * y


class Transformed(nn.Module):
    """Planes picked and scaled one by one, as torchvision's Inception does, and a slice to the last row."""

    def forward(self, x):
        planes = [torch.unsqueeze(x[:, i], 1) * (.2 + i) + (.1 * i - .3) for i in range(3)]
        return torch.cat(planes, 1)[:, :, 1:-1:2, -4:]


class Attended(nn.Module):
    """Attention over the places of a grid, with a class token."""

    def __init__(self):
        super().__init__()
        self.patch, self.qkv, self.token, self.place = nn.Conv2d(3, 8, 4, stride=4), nn.Linear(8, 24), nn.Parameter(torch.rand(1, 1, 8)), nn.Parameter(torch.rand(1, 17, 8))

    def forward(self, x):
        n = x.shape[0]
        x = self.patch(x).reshape(n, 8, -1).permute(0, 2, 1)
        x = torch.cat([self.token.expand(n, -1, -1), x], 1) + self.place
        q, k, v = self.qkv(x).reshape(n, 17, 3, 2, 4).permute(2, 0, 3, 1, 4).unbind(0)
        x = ((q @ k.transpose(-2, -1)) * .5).softmax(-1) @ v
        return x.transpose(1, 2).reshape(n, 17, 8)[:, 0]


class Resized(nn.Module):
    """Enlarged by a factor and to a size."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 2, 3, padding=1)

    def forward(self, x):
        x = F.interpolate(self.conv(F.interpolate(x, scale_factor=2., mode="nearest")), size=(12, 20), mode="bilinear", align_corners=False)
        return F.interpolate(x, size=(6, 9), mode="bilinear", align_corners=True)


def export(name, net, opset, batch="N"):
    net.eval()
    x = torch.from_numpy(numpy.sin(numpy.arange(2 * 3 * 16 * 16) / 10).astype(numpy.float32).reshape(2, 3, 16, 16))
    example = x if batch == "N" else x[:batch]
    torch.onnx.export(net, example, FOLDER / f"{name}.onnx", opset_version=opset, input_names=["image"], output_names=["out"], dynamic_axes={"image": {0: "N"}, "out": {0: "N"}} if batch == "N" else None)
    with torch.no_grad():
        y = net(x).numpy()
    return {"shape": list(y.shape), "values": base64.b64encode(y.astype("<f4").tobytes()).decode()}


FOLDER.mkdir(exist_ok=True)
outputs = {}
for make in (Flattened, Pooled, Squeezed, Shuffled, Padded, Normalised, Transformed, Attended, Resized):
    for opset in (11, 13, 17):
        if make is Pooled and opset == 11:
            outputs["Pooled-opset12"] = export("Pooled-opset12", make(), 12)
            continue
        name = f"{make.__name__}-opset{opset}"
        outputs[name] = export(name, make(), opset)
    name = f"{make.__name__}-batch1"
    outputs[name] = export(name, make(), 14, batch=1)
(FOLDER / "outputs.json").write_text(json.dumps(outputs, indent=0) + "\n")
