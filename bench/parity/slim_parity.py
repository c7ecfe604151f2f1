#!/usr/bin/env python3
"""Writes what TF-Slim's networks compute, by PyTorch, to hold Graft's against: slim_parity.py FOLDER [NAME ...]; --names lists the networks.

Written as in Slim's sources (tensorflow/models, research/slim/nets: resnet_v2.py, resnet_utils.py, mobilenet_v1.py) with padding spelled out by F.pad.
For each network FOLDER gets NAME.pth (random variables under Slim's names, in TensorFlow's layouts), NAME.input.bin, NAME.logits.bin
(row-major little-endian float32) and NAME.json (their shapes), as torchvision_parity.py writes them.
"""
import json
import pathlib
import sys

import torch
import torch.nn.functional as F

PICTURES = 2


class Net:
    """Slim's layers on (N, C, H, W), with variables drawn when they are first used."""

    def __init__(self, scope, epsilon, activation):
        self.scope, self.epsilon, self.activation, self.variables = scope, epsilon, activation, {}

    def variable(self, name, shape, offset, deviation):
        self.variables[f'{self.scope}/{name}'] = value = offset + deviation * torch.randn(shape)
        return value

    def batch_norm(self, x, scope):
        # Statistics near, but not at, what the data gives.
        channels = x.shape[1]
        mean, variance = x.mean((0, 2, 3)), x.var((0, 2, 3))
        mean = mean + 0.2 * variance.sqrt() * torch.randn(channels)
        variance = variance * torch.empty(channels).uniform_(0.7, 1.4)
        self.variables[f'{self.scope}/{scope}/moving_mean'], self.variables[f'{self.scope}/{scope}/moving_variance'] = mean, variance
        return F.batch_norm(x, mean, variance, self.variable(f'{scope}/gamma', channels, 1, 0.2), self.variable(f'{scope}/beta', channels, 0, 0.2), eps=self.epsilon)

    def finish(self, x, scope, norm, activation):
        x = self.batch_norm(x, f'{scope}/BatchNorm') if norm else x + self.variable(f'{scope}/biases', x.shape[1], 0, 0.1)[:, None, None]
        return self.activation(x) if activation else x

    def conv(self, x, width, kernel, scope, stride=1, same=True, norm=True, activation=True):
        hwio = self.variable(f'{scope}/weights', (kernel, kernel, x.shape[1], width), 0, (2 / (kernel * kernel * x.shape[1])) ** 0.5)
        x = F.conv2d(pad_same(x, kernel, stride) if same else x, hwio.permute(3, 2, 0, 1).contiguous(), stride=stride)
        return self.finish(x, scope, norm, activation)

    def depthwise(self, x, scope, stride):
        hwim = self.variable(f'{scope}/depthwise_weights', (3, 3, x.shape[1], 1), 0, (2 / 9) ** 0.5)
        return self.finish(F.conv2d(pad_same(x, 3, stride), hwim.permute(2, 3, 0, 1).contiguous(), stride=stride, groups=x.shape[1]), scope, True, True)

    def conv2d_same(self, x, width, kernel, scope, stride, **how):
        return self.conv(F.pad(x, [(kernel - 1) // 2] * 4), width, kernel, scope, stride, same=False, **how)

    def logits(self, x, scope):
        return self.conv(x.mean((2, 3), keepdim=True), 1001, 1, scope, norm=False, activation=False)[:, :, 0, 0]


def pad_same(x, kernel, stride, value=0.0):
    pads = []
    for size in (x.shape[3], x.shape[2]):
        total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
        pads += [total // 2, total - total // 2]
    return F.pad(x, pads, value=value)


def resnet_v2_50(x):
    net = Net('resnet_v2_50', 1e-5, F.relu)
    x = net.conv2d_same(x, 64, 7, 'conv1', 2, norm=False, activation=False)
    x = F.max_pool2d(pad_same(x, 3, 2, -float('inf')), 3, 2)
    for block, (base, count) in enumerate(zip((64, 128, 256, 512), (3, 4, 6, 3)), 1):
        for unit in range(1, count + 1):
            u, stride = f'block{block}/unit_{unit}/bottleneck_v2/', 2 if unit == count and block < 4 else 1
            preact = F.relu(net.batch_norm(x, u + 'preact'))
            shortcut = x[:, :, ::stride, ::stride] if x.shape[1] == 4 * base else net.conv(preact, 4 * base, 1, u + 'shortcut', stride, norm=False, activation=False)
            y = net.conv2d_same(net.conv(preact, base, 1, u + 'conv1'), base, 3, u + 'conv2', stride)
            x = shortcut + net.conv(y, 4 * base, 1, u + 'conv3', norm=False, activation=False)
    return net, net.logits(F.relu(net.batch_norm(x, 'postnorm')), 'logits')


def mobilenet_v1(x):
    net = Net('MobilenetV1', 1e-3, F.relu6)
    x = net.conv(x, 32, 3, 'Conv2d_0', 2)
    for place, (width, stride) in enumerate(zip((64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024), (1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1)), 1):
        x = net.conv(net.depthwise(x, f'Conv2d_{place}_depthwise', stride), width, 1, f'Conv2d_{place}_pointwise')
    return net, net.logits(x, 'Logits/Conv2d_1c_1x1')


NETWORKS = {'slim_resnet_v2_50': (resnet_v2_50, 299), 'slim_mobilenet_v1': (mobilenet_v1, 224)}


def write(name, folder):
    torch.manual_seed(sum(name.encode()))
    network, side = NETWORKS[name]
    # Large blobs and noise: of noise alone every average is the same, and so would be the logits of all pictures.
    pictures = F.interpolate(torch.randn(PICTURES, 3, 6, 6), size=side, mode='bicubic') + 0.3 * torch.randn(PICTURES, 3, side, side)
    with torch.no_grad():
        net, logits = network(pictures)
    torch.save(net.variables, folder / f'{name}.pth')
    (folder / f'{name}.input.bin').write_bytes(pictures.numpy().tobytes())
    (folder / f'{name}.logits.bin').write_bytes(logits.contiguous().numpy().tobytes())
    (folder / f'{name}.json').write_text(json.dumps({'input': list(pictures.shape), 'logits': list(logits.shape)}))


if sys.argv[1:] == ['--names']:
    print(*NETWORKS)
else:
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[2:] or NETWORKS:
        write(name, folder)
