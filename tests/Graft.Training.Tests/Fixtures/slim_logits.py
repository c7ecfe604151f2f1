#!/usr/bin/env python3
"""Writes slim_logits.json: what TF-Slim's networks and some single layers compute, from numpy alone: slim_logits.py > slim_logits.json

Networks are written as in Slim's sources (tensorflow/models, research/slim/nets), in TensorFlow's layouts: pictures (N, H, W, C), convolutions
(H, W, in, out), depthwise ones (H, W, channels, 1). No weight is stored: each is a function of its name, its sizes and the place of the number (numbers()),
which the test repeats. Arithmetic is in float64. Of 1,000 or 1,001 logits every 50th is kept.
"""
import json

import numpy as np


def numbers(name, shape):
    """Numbers in [-1, 1), float32, from a 32-bit hash of the name and the place."""
    start = 2166136261
    for letter in name.encode():
        start = (start ^ letter) * 16777619 & 0xFFFFFFFF
    x = (start + np.arange(int(np.prod(shape)), dtype=np.uint64) * 2654435761) & 0xFFFFFFFF
    x = ((x ^ x >> 16) * 0x7FEB352D) & 0xFFFFFFFF
    x = ((x ^ x >> 15) * 0x846CA68B) & 0xFFFFFFFF
    return ((x ^ x >> 16) / 2.0**31 - 1).reshape(shape)


def variable(name, shape):
    kind, u = name.split('/')[-1], numbers(name, shape)
    if kind in ('weights', 'depthwise_weights'):
        u = u * np.sqrt(6.0 / (shape[0] * shape[1] * (1 if kind[0] == 'd' else shape[2])))
    elif kind in ('gamma', 'moving_variance'):
        u = 1 + 0.5 * u
    else:
        u = 0.25 * u
    return u.astype(np.float32).astype(np.float64)


def padded(x, kernel, stride, padding, value=0.0):
    if padding == 'VALID':
        return x
    pads = []
    for size, k in zip(x.shape[1:3], kernel):
        total = max((-(-size // stride) - 1) * stride + k - size, 0)
        pads.append((total // 2, total - total // 2))
    return np.pad(x, [(0, 0), *pads, (0, 0)], constant_values=value)


def windows(x, kernel, stride):
    """(N, H', W', C, kernel height, kernel width)"""
    return np.lib.stride_tricks.sliding_window_view(x, kernel, axis=(1, 2))[:, ::stride, ::stride]


def relu(x):
    return np.maximum(x, 0)


def relu6(x):
    return np.clip(x, 0, 6)


class Net:
    def __init__(self, scope, epsilon, scale=True, activation=relu):
        self.scope, self.epsilon, self.scale, self.activation = scope, epsilon, scale, activation

    def batch_norm(self, x, scope):
        v = {kind: variable(f'{self.scope}/{scope}/{kind}', (x.shape[-1],)) for kind in ('beta', 'moving_mean', 'moving_variance') + (('gamma',) if self.scale else ())}
        return (x - v['moving_mean']) / np.sqrt(v['moving_variance'] + self.epsilon) * v.get('gamma', 1.0) + v['beta']

    def finished(self, x, scope, norm, activation):
        x = self.batch_norm(x, f'{scope}/BatchNorm') if norm else x + variable(f'{self.scope}/{scope}/biases', (x.shape[-1],))
        return self.activation(x) if activation else x

    def conv(self, x, width, kernel, scope, stride=1, padding='SAME', norm=True, activation=True):
        kernel = (kernel, kernel) if isinstance(kernel, int) else kernel
        weights = variable(f'{self.scope}/{scope}/weights', (*kernel, x.shape[-1], width))
        x = np.einsum('nyxchw,hwco->nyxo', windows(padded(x, kernel, stride, padding), kernel, stride), weights, optimize=True)
        return self.finished(x, scope, norm, activation)

    def depthwise(self, x, kernel, scope, stride=1, padding='SAME', activation=True):
        weights = variable(f'{self.scope}/{scope}/depthwise_weights', (kernel, kernel, x.shape[-1], 1))
        x = np.einsum('nyxchw,hwc->nyxc', windows(padded(x, (kernel, kernel), stride, padding), (kernel, kernel), stride), weights[..., 0])
        return self.finished(x, scope, True, activation)

    def conv_same(self, x, width, kernel, scope, stride, **how):
        if stride == 1:
            return self.conv(x, width, kernel, scope, **how)
        before = (kernel - 1) // 2
        pads = (before, kernel - 1 - before)
        return self.conv(np.pad(x, [(0, 0), pads, pads, (0, 0)]), width, kernel, scope, stride, 'VALID', **how)

    def logits(self, x, scope, classes):
        return self.conv(x.mean((1, 2), keepdims=True), classes, 1, scope, norm=False, activation=False)[:, 0, 0]


def max_pool(x, kernel, stride, padding='SAME'):
    return windows(padded(x, (kernel, kernel), stride, padding, -np.inf), (kernel, kernel), stride).max((-2, -1))


def avg_pool(x, kernel, stride=1):
    """TensorFlow's mean counts the pixels that are there."""
    total = windows(padded(x, (kernel, kernel), stride, 'SAME'), (kernel, kernel), stride).sum((-2, -1))
    return total / windows(padded(np.ones_like(x), (kernel, kernel), stride, 'SAME'), (kernel, kernel), stride).sum((-2, -1))


def picture(side):
    return numbers('picture', (1, side, side, 3)).astype(np.float32).astype(np.float64)


def inception_v1(x):
    net = Net('InceptionV1', 1e-3, scale=False)
    x = max_pool(net.conv(x, 64, 7, 'Conv2d_1a_7x7', 2), 3, 2)
    x = net.conv(net.conv(x, 64, 1, 'Conv2d_2b_1x1'), 192, 3, 'Conv2d_2c_3x3')
    x = max_pool(x, 3, 2)
    for name, (a, b0, b1, c0, c1, d) in {
            '3b': (64, 96, 128, 16, 32, 32), '3c': (128, 128, 192, 32, 96, 64), '4b': (192, 96, 208, 16, 48, 64), '4c': (160, 112, 224, 24, 64, 64), '4d': (128, 128, 256, 24, 64, 64),
            '4e': (112, 144, 288, 32, 64, 64), '4f': (256, 160, 320, 32, 128, 128), '5b': (256, 160, 320, 32, 128, 128), '5c': (384, 192, 384, 48, 128, 128)}.items():
        m = f'Mixed_{name}/Branch_'
        x = np.concatenate([
            net.conv(x, a, 1, m + '0/Conv2d_0a_1x1'),
            net.conv(net.conv(x, b0, 1, m + '1/Conv2d_0a_1x1'), b1, 3, m + '1/Conv2d_0b_3x3'),
            net.conv(net.conv(x, c0, 1, m + '2/Conv2d_0a_1x1'), c1, 3, m + ('2/Conv2d_0a_3x3' if name == '5b' else '2/Conv2d_0b_3x3')),
            net.conv(max_pool(x, 3, 1), d, 1, m + '3/Conv2d_0b_1x1')], 3)
        if name in ('3c', '4f'):
            x = max_pool(x, 3 if name == '3c' else 2, 2)
    return net.logits(x, 'Logits/Conv2d_0c_1x1', 1001)


def inception_v3(x):
    net = Net('InceptionV3', 1e-3, scale=False)

    def chain(x, branch, *layers):
        for scope, width, kernel, *valid in layers:
            x = net.conv(x, width, kernel, f'{branch}/{scope}', 2 if valid else 1, 'VALID' if valid else 'SAME')
        return x

    x = net.conv(x, 32, 3, 'Conv2d_1a_3x3', 2, 'VALID')
    x = net.conv(net.conv(x, 32, 3, 'Conv2d_2a_3x3', 1, 'VALID'), 64, 3, 'Conv2d_2b_3x3')
    x = net.conv(max_pool(x, 3, 2, 'VALID'), 80, 1, 'Conv2d_3b_1x1', 1, 'VALID')
    x = max_pool(net.conv(x, 192, 3, 'Conv2d_4a_3x3', 1, 'VALID'), 3, 2, 'VALID')
    for m, pooled, one, five in (('5b', 32, 'Conv2d_0a_1x1', 'Conv2d_0b_5x5'), ('5c', 64, 'Conv2d_0b_1x1', 'Conv_1_0c_5x5'), ('5d', 64, 'Conv2d_0a_1x1', 'Conv2d_0b_5x5')):
        m = f'Mixed_{m}/Branch_'
        x = np.concatenate([
            chain(x, m + '0', ('Conv2d_0a_1x1', 64, 1)), chain(x, m + '1', (one, 48, 1), (five, 64, 5)),
            chain(x, m + '2', ('Conv2d_0a_1x1', 64, 1), ('Conv2d_0b_3x3', 96, 3), ('Conv2d_0c_3x3', 96, 3)), chain(avg_pool(x, 3), m + '3', ('Conv2d_0b_1x1', pooled, 1))], 3)
    x = np.concatenate([
        chain(x, 'Mixed_6a/Branch_0', ('Conv2d_1a_1x1', 384, 3, 'VALID')),
        chain(x, 'Mixed_6a/Branch_1', ('Conv2d_0a_1x1', 64, 1), ('Conv2d_0b_3x3', 96, 3), ('Conv2d_1a_1x1', 96, 3, 'VALID')), max_pool(x, 3, 2, 'VALID')], 3)
    for m, inner in (('6b', 128), ('6c', 160), ('6d', 160), ('6e', 192)):
        m = f'Mixed_{m}/Branch_'
        x = np.concatenate([
            chain(x, m + '0', ('Conv2d_0a_1x1', 192, 1)), chain(x, m + '1', ('Conv2d_0a_1x1', inner, 1), ('Conv2d_0b_1x7', inner, (1, 7)), ('Conv2d_0c_7x1', 192, (7, 1))),
            chain(x, m + '2', ('Conv2d_0a_1x1', inner, 1), ('Conv2d_0b_7x1', inner, (7, 1)), ('Conv2d_0c_1x7', inner, (1, 7)), ('Conv2d_0d_7x1', inner, (7, 1)), ('Conv2d_0e_1x7', 192, (1, 7))),
            chain(avg_pool(x, 3), m + '3', ('Conv2d_0b_1x1', 192, 1))], 3)
    x = np.concatenate([
        chain(x, 'Mixed_7a/Branch_0', ('Conv2d_0a_1x1', 192, 1), ('Conv2d_1a_3x3', 320, 3, 'VALID')),
        chain(x, 'Mixed_7a/Branch_1', ('Conv2d_0a_1x1', 192, 1), ('Conv2d_0b_1x7', 192, (1, 7)), ('Conv2d_0c_7x1', 192, (7, 1)), ('Conv2d_1a_3x3', 192, 3, 'VALID')), max_pool(x, 3, 2, 'VALID')], 3)
    for m, column in (('7b', 'Conv2d_0b_3x1'), ('7c', 'Conv2d_0c_3x1')):
        m = f'Mixed_{m}/Branch_'
        b = chain(x, m + '1', ('Conv2d_0a_1x1', 384, 1))
        c = chain(x, m + '2', ('Conv2d_0a_1x1', 448, 1), ('Conv2d_0b_3x3', 384, 3))
        x = np.concatenate([
            chain(x, m + '0', ('Conv2d_0a_1x1', 320, 1)), chain(b, m + '1', ('Conv2d_0b_1x3', 384, (1, 3))), chain(b, m + '1', (column, 384, (3, 1))),
            chain(c, m + '2', ('Conv2d_0c_1x3', 384, (1, 3))), chain(c, m + '2', ('Conv2d_0d_3x1', 384, (3, 1))), chain(avg_pool(x, 3), m + '3', ('Conv2d_0b_1x1', 192, 1))], 3)
    return net.logits(x, 'Logits/Conv2d_1c_1x1', 1001)


def resnet_v1(x):
    net = Net('resnet_v1_50', 1e-5)
    x = max_pool(net.conv_same(x, 64, 7, 'conv1', 2), 3, 2)
    for block, (base, count) in enumerate(zip((64, 128, 256, 512), (3, 4, 6, 3)), 1):
        for unit in range(1, count + 1):
            u, stride = f'block{block}/unit_{unit}/bottleneck_v1/', 2 if unit == count and block < 4 else 1
            shortcut = net.conv(x, 4 * base, 1, u + 'shortcut', stride, activation=False) if x.shape[-1] != 4 * base else max_pool(x, 1, stride)
            y = net.conv_same(net.conv(x, base, 1, u + 'conv1'), base, 3, u + 'conv2', stride)
            x = relu(shortcut + net.conv(y, 4 * base, 1, u + 'conv3', activation=False))
    return net.logits(x, 'logits', 1000)


def resnet_v2(x):
    net = Net('resnet_v2_50', 1e-5)
    x = max_pool(net.conv_same(x, 64, 7, 'conv1', 2, norm=False, activation=False), 3, 2)
    for block, (base, count) in enumerate(zip((64, 128, 256, 512), (3, 4, 6, 3)), 1):
        for unit in range(1, count + 1):
            u, stride = f'block{block}/unit_{unit}/bottleneck_v2/', 2 if unit == count and block < 4 else 1
            preact = relu(net.batch_norm(x, u + 'preact'))
            shortcut = net.conv(preact, 4 * base, 1, u + 'shortcut', stride, norm=False, activation=False) if x.shape[-1] != 4 * base else max_pool(x, 1, stride)
            y = net.conv_same(net.conv(preact, base, 1, u + 'conv1'), base, 3, u + 'conv2', stride)
            x = shortcut + net.conv(y, 4 * base, 1, u + 'conv3', norm=False, activation=False)
    return net.logits(relu(net.batch_norm(x, 'postnorm')), 'logits', 1001)


def mobilenet_v1(x, multiplier=0.25):
    net = Net('MobilenetV1', 1e-3, activation=relu6)
    x = net.conv(x, max(int(32 * multiplier), 8), 3, 'Conv2d_0', 2)
    for place, (width, stride) in enumerate(zip((64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024), (1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1)), 1):
        x = net.conv(net.depthwise(x, 3, f'Conv2d_{place}_depthwise', stride), max(int(width * multiplier), 8), 1, f'Conv2d_{place}_pointwise')
    return net.logits(x, 'Logits/Conv2d_1c_1x1', 1001)


def divisible(value, divisor=8):
    new = max(divisor, int(value + divisor / 2) // divisor * divisor)
    return new + divisor if new < 0.9 * value else new


def mobilenet_v2(x, multiplier=0.35):
    net = Net('MobilenetV2', 1e-3, activation=relu6)
    x = net.conv(x, divisible(32 * multiplier), 3, 'Conv', 2)
    for place, (width, stride) in enumerate(zip((16, 24, 24, 32, 32, 32, 64, 64, 64, 64, 96, 96, 96, 160, 160, 160, 320), (1, 2, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1))):
        u = f'expanded_conv_{place}/' if place else 'expanded_conv/'
        y = net.conv(x, divisible(6 * x.shape[-1]), 1, u + 'expand') if place else x
        y = net.conv(net.depthwise(y, 3, u + 'depthwise', stride), divisible(width * multiplier), 1, u + 'project', activation=False)
        x = x + y if stride == 1 and x.shape == y.shape else y
    return net.logits(net.conv(x, 1280, 1, 'Conv_1'), 'Logits/Conv2d_1c_1x1', 1001)


def layers(side):
    """Single layers, under scopes that the networks' name maps know; what comes out is flattened channels first."""
    x = picture(side)
    plain, mobile, inception = Net('resnet_v1_50', 1e-5), Net('MobilenetV1', 1e-3, activation=relu6), Net('InceptionV1', 1e-3, scale=False)
    return {
        'same': mobile.conv(x, 4, 3, 'Conv2d_0', 2),
        'conv2d_same': plain.conv_same(x, 4, 3, 'conv1', 2),
        'depthwise': mobile.depthwise(x, 3, 'Conv2d_1_depthwise', 2),
        'unscaled norm': inception.conv(x, 4, 1, 'Conv2d_2b_1x1'),
        'max pool': max_pool(x - 1, 3, 2),  # all negative, so that a padded zero would win
        'average pool': avg_pool(x, 3),
        'subsample': max_pool(x, 1, 2),
        'logits': plain.conv(x.mean((1, 2), keepdims=True), 5, 1, 'logits', norm=False, activation=False),
    }


def kept(values, step=1):
    return {'largest': float(np.abs(values).max()), 'values': [float(f'{value:.7g}') for value in np.ravel(values)[::step]]}


networks = {'slim_inception_v1': (inception_v1, 64, 65), 'slim_inception_v3': (inception_v3, 75, 96), 'slim_resnet_v1_50': (resnet_v1, 64, 65), 'slim_resnet_v2_50': (resnet_v2, 64, 65),
            'slim_mobilenet_v1_025': (mobilenet_v1, 64, 65), 'slim_mobilenet_v2_035': (mobilenet_v2, 64, 65)}
result = {f'{name} {side}': kept(network(picture(side)), 50) for name, (network, *sides) in networks.items() for side in sides}
result |= {f'{name} {side}': kept(np.transpose(values, (0, 3, 1, 2))) for side in (6, 7) for name, values in layers(side).items()}
print('{\n' + ',\n'.join(f'  {json.dumps(name)}: {json.dumps(value)}' for name, value in result.items()) + '\n}')
