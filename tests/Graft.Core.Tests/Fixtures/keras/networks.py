#!/usr/bin/env python3
"""Keras' application networks in plain numpy, written from the definitions of their layers: what their weights are called and how large they are, and what they compute.

usage: python3 networks.py NAMES.txt LOGITS.json

NAMES.txt lists for each network '# NAME SIDE PARAMETERS' and then, for one of each family, LAYER/WEIGHT SHAPE in the order in which the layers are made.
LOGITS.json holds the logits of some networks for small pictures; picture and weights are 32-bit numbers that follow from `numbers`, so that none needs to be kept, and are computed with in 64 bits.
Pictures are (1, H, W, C), kernels (H, W, in, out), depthwise kernels (H, W, channels, 1), dense kernels (in, out), as in TensorFlow.
"""
import json
import math
import sys

import numpy as np


def numbers(name, count):
    """Numbers from -1 to 1 that follow from a name (FNV-1a) and their places (a multiplicative hash), the same in any language."""
    start = 2166136261
    for letter in name.encode():
        start = ((start ^ letter) * 16777619) & 0xFFFFFFFF
    places = (np.arange(count, dtype=np.uint64) * np.uint64(2654435761) + np.uint64(start)) & np.uint64(0xFFFFFFFF)
    places ^= places >> np.uint64(15)
    places = (places * np.uint64(2246822519)) & np.uint64(0xFFFFFFFF)
    return ((places >> np.uint64(8)).astype(np.float64) / (1 << 23) - 1).astype(np.float32)


def draw(name, shape):
    """A weight of a sensible size: kernels keep the spread, variances and gammas lie about 1."""
    values, word = numbers(name, int(np.prod(shape))).reshape(shape), name[name.rindex("/") + 1:]
    if word in ("gamma", "moving_variance"):
        return np.float32(1) + values / np.float32(2)
    if word in ("beta", "bias", "moving_mean"):
        return values / np.float32(8)
    fan = np.prod(shape[:2]) if word == "depthwise_kernel" else np.prod(shape[:-1])
    return values * np.float32(math.sqrt(6 / fan))


class Net:
    """Computes, or with dry=True only notes, the layers of one network."""

    def __init__(self, dry):
        self.dry, self.weights, self.counts = dry, [], {}

    def auto(self, kind):
        """The name that Keras gives to a layer without one."""
        self.counts[kind] = self.counts.get(kind, 0) + 1
        return f"{kind}_{self.counts[kind]}"

    def weight(self, layer, word, *shape):
        name = f"{layer}/{word}"
        self.weights.append((name, shape))
        return None if self.dry else draw(name, shape).astype(np.float64)

    def conv(self, x, width, kernel, stride=1, padding="valid", bias=True, name=None):
        kh, kw = kernel if isinstance(kernel, tuple) else (kernel, kernel)
        name = name or self.auto("conv2d")
        w = self.weight(name, "kernel", kh, kw, x.shape[3], width)
        b = self.weight(name, "bias", width) if bias else None
        windows = self.windows(x, kh, kw, stride, padding)
        if self.dry:
            return np.broadcast_to(np.float32(0), windows + (width,))
        n, h, v = windows.shape[:3]
        y = windows.reshape(n * h * v, -1) @ w.reshape(-1, width)
        return (y if b is None else y + b).reshape(n, h, v, width)

    def depthwise(self, x, kernel, stride=1, padding="valid", name=None, bias=False):
        w = self.weight(name, "depthwise_kernel", kernel, kernel, x.shape[3], 1)
        windows = self.windows(x, kernel, kernel, stride, padding)
        if self.dry:
            return np.broadcast_to(np.float32(0), windows + (x.shape[3],))
        return np.einsum("nhvijc,ijc->nhvc", windows, w[..., 0], optimize=True)

    def separable(self, x, width, name):
        """Both kernels belong to one layer."""
        windows = self.depthwise(x, 3, padding="same", name=name)
        w = self.weight(name, "pointwise_kernel", 1, 1, x.shape[3], width)
        return np.broadcast_to(np.float32(0), windows.shape[:3] + (width,)) if self.dry else windows @ w[0, 0]

    def dense(self, x, width, name):
        w, b = self.weight(name, "kernel", x.shape[-1], width), self.weight(name, "bias", width)
        return np.broadcast_to(np.float32(0), (1, width)) if self.dry else x @ w + b

    def norm(self, x, epsilon=1e-3, scale=True, name=None):
        name, c = name or self.auto("batch_normalization"), x.shape[-1]
        gamma = self.weight(name, "gamma", c) if scale else 1
        beta, mean, variance = (self.weight(name, word, c) for word in ("beta", "moving_mean", "moving_variance"))
        return x if self.dry else ((x - mean) / np.sqrt(variance + epsilon) * gamma + beta)

    def pool(self, x, size, stride, padding="valid", mean=False):
        if self.dry:
            return np.broadcast_to(np.float32(0), self.windows(x, size, size, stride, padding) + (x.shape[3],))
        if not mean:
            return self.windows(x, size, size, stride, padding, fill=-np.inf).max(axis=(3, 4))
        counted = self.windows(np.ones_like(x), size, size, stride, padding).sum(axis=(3, 4))  # padded pixels do not count
        return self.windows(x, size, size, stride, padding).sum(axis=(3, 4)) / counted

    def pad(self, x, top, bottom=None):
        bottom = top if bottom is None else bottom
        return np.pad(x, ((0, 0), (top, bottom), (top, bottom), (0, 0)))

    def windows(self, x, kh, kw, stride, padding, fill=0):
        """(1, H', W', kh, kw, C); SAME puts the odd pixel at the bottom and the right."""
        if padding == "same":
            sides = []
            for size, k in ((x.shape[1], kh), (x.shape[2], kw)):
                total = max(0, (-(-size // stride) - 1) * stride + k - size)
                sides.append((total // 2, total - total // 2))
            x = np.pad(x, ((0, 0), *sides, (0, 0)), constant_values=fill)
        h, w = (x.shape[1] - kh) // stride + 1, (x.shape[2] - kw) // stride + 1
        if self.dry:
            return (1, h, w)
        view = np.lib.stride_tricks.sliding_window_view(x, (kh, kw), axis=(1, 2))[:, ::stride, ::stride]
        return np.moveaxis(view[:, :h, :w], 3, 5)

    @staticmethod
    def join(*parts):
        return np.concatenate(parts, axis=3)


def relu(x):
    return np.maximum(x, 0)


def relu6(x):
    return np.clip(x, 0, 6)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def swish(x):
    return x * sigmoid(x)


def mean(x):
    return x.mean(axis=(1, 2))


def correct_pad(net, x, kernel):
    """Keras' padding before a VALID convolution of stride 2: one less in front where the size is even."""
    half, less = kernel // 2, 1 - x.shape[1] % 2
    return net.pad(x, half - less, half)


def vgg(blocks):
    def network(net, x, classes):
        for block, (count, width) in enumerate(zip(blocks, (64, 128, 256, 512, 512)), 1):
            for place in range(1, count + 1):
                x = relu(net.conv(x, width, 3, padding="same", name=f"block{block}_conv{place}"))
            x = net.pool(x, 2, 2)
        x = x.reshape(1, -1)  # in the order row, column, channel
        x = relu(net.dense(x, 4096, "fc1"))
        x = relu(net.dense(x, 4096, "fc2"))
        return net.dense(x, classes, "predictions")
    return network


def resnet(blocks):
    e = 1.001e-5

    def network(net, x, classes):
        x = relu(net.norm(net.conv(net.pad(x, 3), 64, 7, 2, name="conv1_conv"), e, name="conv1_bn"))
        x = net.pool(net.pad(x, 1), 3, 2)
        for stage, (count, width) in enumerate(zip(blocks, (64, 128, 256, 512)), 2):
            for place in range(1, count + 1):
                name, stride = f"conv{stage}_block{place}_", 2 if place == 1 and stage > 2 else 1
                shortcut = net.norm(net.conv(x, 4 * width, 1, stride, name=name + "0_conv"), e, name=name + "0_bn") if place == 1 else x
                y = relu(net.norm(net.conv(x, width, 1, stride, name=name + "1_conv"), e, name=name + "1_bn"))
                y = relu(net.norm(net.conv(y, width, 3, padding="same", name=name + "2_conv"), e, name=name + "2_bn"))
                x = relu(shortcut + net.norm(net.conv(y, 4 * width, 1, name=name + "3_conv"), e, name=name + "3_bn"))
        return net.dense(mean(x), classes, "predictions")
    return network


def resnet_v2(blocks):
    e = 1.001e-5

    def network(net, x, classes):
        x = net.conv(net.pad(x, 3), 64, 7, 2, name="conv1_conv")
        x = net.pool(net.pad(x, 1), 3, 2)  # the zeros take part: nothing has rectified x
        for stage, (count, width) in enumerate(zip(blocks, (64, 128, 256, 512)), 2):
            for place in range(1, count + 1):
                name, stride = f"conv{stage}_block{place}_", 2 if place == count and stage < 5 else 1
                before = relu(net.norm(x, e, name=name + "preact_bn"))
                shortcut = net.conv(before, 4 * width, 1, name=name + "0_conv") if place == 1 else net.pool(x, 1, stride)
                y = relu(net.norm(net.conv(before, width, 1, bias=False, name=name + "1_conv"), e, name=name + "1_bn"))
                y = relu(net.norm(net.conv(net.pad(y, 1), width, 3, stride, bias=False, name=name + "2_conv"), e, name=name + "2_bn"))
                x = shortcut + net.conv(y, 4 * width, 1, name=name + "3_conv")
        return net.dense(mean(relu(net.norm(x, e, name="post_bn"))), classes, "predictions")
    return network


def densenet(blocks):
    e = 1.001e-5

    def network(net, x, classes):
        x = relu(net.norm(net.conv(net.pad(x, 3), 64, 7, 2, bias=False, name="conv1/conv"), e, name="conv1/bn"))
        x = net.pool(net.pad(x, 1), 3, 2)
        for stage, count in enumerate(blocks, 2):
            for place in range(1, count + 1):
                name = f"conv{stage}_block{place}_"
                y = net.conv(relu(net.norm(x, e, name=name + "0_bn")), 128, 1, bias=False, name=name + "1_conv")
                y = net.conv(relu(net.norm(y, e, name=name + "1_bn")), 32, 3, padding="same", bias=False, name=name + "2_conv")
                x = net.join(x, y)
            if stage < 5:
                x = net.conv(relu(net.norm(x, e, name=f"pool{stage}_bn")), x.shape[3] // 2, 1, bias=False, name=f"pool{stage}_conv")
                x = net.pool(x, 2, 2, mean=True)
        return net.dense(mean(relu(net.norm(x, e, name="bn"))), classes, "fc1000")
    return network


def mobilenet(net, x, classes):
    x = relu6(net.norm(net.conv(net.pad(x, 0, 1), 32, 3, 2, bias=False, name="conv1"), name="conv1_bn"))
    widths = (64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024)
    for place, width in enumerate(widths, 1):
        halves = place in (2, 4, 6, 12)
        x = net.depthwise(net.pad(x, 0, 1), 3, 2, name=f"conv_dw_{place}") if halves else net.depthwise(x, 3, padding="same", name=f"conv_dw_{place}")
        x = relu6(net.norm(x, name=f"conv_dw_{place}_bn"))
        x = relu6(net.norm(net.conv(x, width, 1, bias=False, name=f"conv_pw_{place}"), name=f"conv_pw_{place}_bn"))
    return mean(net.conv(mean(x)[:, None, None, :], classes, 1, name="conv_preds"))


def mobilenet_v2(net, x, classes):
    x = relu6(net.norm(net.conv(correct_pad(net, x, 3), 32, 3, 2, bias=False, name="Conv1"), name="bn_Conv1"))
    block = 0
    for expansion, width, count, stride in ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)):
        for place in range(count):
            y, name = x, f"block_{block}_" if block else "expanded_conv_"
            if block:
                y = relu6(net.norm(net.conv(y, expansion * x.shape[3], 1, bias=False, name=name + "expand"), name=name + "expand_BN"))
            if stride == 2 and place == 0:
                y = net.depthwise(correct_pad(net, y, 3), 3, 2, name=name + "depthwise")
            else:
                y = net.depthwise(y, 3, padding="same", name=name + "depthwise")
            y = relu6(net.norm(y, name=name + "depthwise_BN"))
            y = net.norm(net.conv(y, width, 1, bias=False, name=name + "project"), name=name + "project_BN")
            x = x + y if place > 0 else y
            block += 1
    x = relu6(net.norm(net.conv(x, 1280, 1, bias=False, name="Conv_1"), name="Conv_1_bn"))
    return net.dense(mean(x), classes, "Logits")


def inception_v3(net, x, classes):
    def unit(y, width, kh, kw=None, stride=1, padding="same"):
        y = net.conv(y, width, (kh, kw or kh), stride, padding, bias=False)
        return relu(net.norm(y, scale=False))

    def pooled(y, width):
        return unit(net.pool(y, 3, 1, "same", mean=True), width, 1)

    x = unit(x, 32, 3, stride=2, padding="valid")
    x = unit(x, 32, 3, padding="valid")
    x = net.pool(unit(x, 64, 3), 3, 2)
    x = unit(x, 80, 1, padding="valid")
    x = net.pool(unit(x, 192, 3, padding="valid"), 3, 2)
    for width in (32, 64, 64):
        a = unit(x, 64, 1)
        b = unit(unit(x, 48, 1), 64, 5)
        c = unit(unit(unit(x, 64, 1), 96, 3), 96, 3)
        x = net.join(a, b, c, pooled(x, width))
    a = unit(x, 384, 3, stride=2, padding="valid")
    b = unit(unit(unit(x, 64, 1), 96, 3), 96, 3, stride=2, padding="valid")
    x = net.join(a, b, net.pool(x, 3, 2))
    for width in (128, 160, 160, 192):
        a = unit(x, 192, 1)
        b = unit(unit(unit(x, width, 1), width, 1, 7), 192, 7, 1)
        c = unit(x, width, 1)
        for kh, kw, last in ((7, 1, width), (1, 7, width), (7, 1, width), (1, 7, 192)):
            c = unit(c, last, kh, kw)
        x = net.join(a, b, c, pooled(x, 192))
    a = unit(unit(x, 192, 1), 320, 3, stride=2, padding="valid")
    b = unit(unit(unit(unit(x, 192, 1), 192, 1, 7), 192, 7, 1), 192, 3, stride=2, padding="valid")
    x = net.join(a, b, net.pool(x, 3, 2))
    for _ in range(2):
        a = unit(x, 320, 1)
        b = unit(x, 384, 1)
        b = net.join(unit(b, 384, 1, 3), unit(b, 384, 3, 1))
        c = unit(unit(x, 448, 1), 384, 3)
        c = net.join(unit(c, 384, 1, 3), unit(c, 384, 3, 1))
        x = net.join(a, b, c, pooled(x, 192))
    return net.dense(mean(x), classes, "predictions")


def xception(net, x, classes):
    def unit(y, width, name):
        return net.norm(net.separable(y, width, name), name=name + "_bn")

    def shortcut(y, width):
        return net.norm(net.conv(y, width, 1, 2, "same", bias=False))

    x = relu(net.norm(net.conv(x, 32, 3, 2, bias=False, name="block1_conv1"), name="block1_conv1_bn"))
    x = relu(net.norm(net.conv(x, 64, 3, bias=False, name="block1_conv2"), name="block1_conv2_bn"))
    for block, width in ((2, 128), (3, 256), (4, 728)):
        side = shortcut(x, width)
        y = unit(x if block == 2 else relu(x), width, f"block{block}_sepconv1")
        y = unit(relu(y), width, f"block{block}_sepconv2")
        x = net.pool(y, 3, 2, "same") + side
    for block in range(5, 13):
        y = x
        for place in (1, 2, 3):
            y = unit(relu(y), 728, f"block{block}_sepconv{place}")
        x = x + y
    side = shortcut(x, 1024)
    y = unit(relu(x), 728, "block13_sepconv1")
    y = unit(relu(y), 1024, "block13_sepconv2")
    x = net.pool(y, 3, 2, "same") + side
    x = relu(unit(x, 1536, "block14_sepconv1"))
    x = relu(unit(x, 2048, "block14_sepconv2"))
    return net.dense(mean(x), classes, "predictions")


def efficientnet(width_factor, depth_factor):
    def rounded(width):
        width *= width_factor
        whole = max(8, int(width + 4) // 8 * 8)
        return whole + 8 if whole < 0.9 * width else whole

    def network(net, x, classes):
        x = swish(net.norm(net.conv(correct_pad(net, x, 3), rounded(32), 3, 2, bias=False, name="stem_conv"), name="stem_bn"))
        rows = ((1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3), (6, 5, 2, 192, 4), (6, 3, 1, 320, 1))
        for stage, (expansion, kernel, stride, width, count) in enumerate(rows, 1):
            for place in range(math.ceil(depth_factor * count)):
                name, inputs, y = f"block{stage}{chr(place + 97)}_", x.shape[3], x
                if expansion != 1:
                    y = swish(net.norm(net.conv(y, expansion * inputs, 1, bias=False, name=name + "expand_conv"), name=name + "expand_bn"))
                if stride == 2 and place == 0:
                    y = net.depthwise(correct_pad(net, y, kernel), kernel, 2, name=name + "dwconv")
                else:
                    y = net.depthwise(y, kernel, padding="same", name=name + "dwconv")
                y = swish(net.norm(y, name=name + "bn"))
                gate = swish(net.conv(mean(y)[:, None, None, :], max(1, int(inputs * 0.25)), 1, name=name + "se_reduce"))
                y = y * sigmoid(net.conv(gate, expansion * inputs, 1, name=name + "se_expand"))
                y = net.norm(net.conv(y, rounded(width), 1, bias=False, name=name + "project_conv"), name=name + "project_bn")
                x = x + y if place > 0 else y
        x = swish(net.norm(net.conv(x, rounded(1280), 1, bias=False, name="top_conv"), name="top_bn"))
        return net.dense(mean(x), classes, "predictions")
    return network


# name in Graft: (network, side of the published weights, side for the logits or None)
NETWORKS = {
    "vgg16": (vgg((2, 2, 3, 3, 3)), 224, None),
    "vgg19": (vgg((2, 2, 4, 4, 4)), 224, None),
    "keras_resnet50": (resnet((3, 4, 6, 3)), 224, 72),
    "keras_resnet101": (resnet((3, 4, 23, 3)), 224, None),
    "keras_resnet152": (resnet((3, 8, 36, 3)), 224, None),
    "keras_resnet50v2": (resnet_v2((3, 4, 6, 3)), 224, 72),
    "keras_resnet101v2": (resnet_v2((3, 4, 23, 3)), 224, None),
    "keras_resnet152v2": (resnet_v2((3, 8, 36, 3)), 224, None),
    "keras_densenet121": (densenet((6, 12, 24, 16)), 224, 64),
    "keras_densenet169": (densenet((6, 12, 32, 32)), 224, None),
    "keras_densenet201": (densenet((6, 12, 48, 32)), 224, None),
    "keras_mobilenet": (mobilenet, 224, 64),
    "keras_mobilenet_v2": (mobilenet_v2, 224, 72),
    "keras_inception_v3": (inception_v3, 299, 91),
    "keras_xception": (xception, 299, 91),
    "keras_efficientnet_b0": (efficientnet(1.0, 1.0), 224, 72),
    "keras_efficientnet_b1": (efficientnet(1.0, 1.1), 240, None),
    "keras_efficientnet_b2": (efficientnet(1.1, 1.2), 260, None),
    "keras_efficientnet_b3": (efficientnet(1.2, 1.4), 300, None),
    "keras_efficientnet_b4": (efficientnet(1.4, 1.8), 380, None),
    "keras_efficientnet_b5": (efficientnet(1.6, 2.2), 456, None),
    "keras_efficientnet_b6": (efficientnet(1.8, 2.6), 528, None),
    "keras_efficientnet_b7": (efficientnet(2.0, 3.1), 600, None),
}

# What Keras publishes of its networks, moving statistics included; EfficientNets without the seven numbers of their normalisation layer.
PUBLISHED = {
    "vgg16": 138357544, "vgg19": 143667240, "keras_resnet50": 25636712, "keras_resnet101": 44707176, "keras_resnet152": 60419944, "keras_resnet50v2": 25613800,
    "keras_resnet101v2": 44675560, "keras_resnet152v2": 60380648, "keras_densenet121": 8062504, "keras_densenet169": 14307880, "keras_densenet201": 20242984,
    "keras_mobilenet": 4253864, "keras_mobilenet_v2": 3538984, "keras_inception_v3": 23851784, "keras_xception": 22910480,
    **{f"keras_efficientnet_b{size}": count - 7 for size, count in enumerate((5330571, 7856239, 9177569, 12320535, 19466823, 30562527, 43265143, 66658687))},
}

if __name__ == "__main__":
    logits = {}
    with open(sys.argv[1], "w") as out:
        for name, (network, side, small) in NETWORKS.items():
            net = Net(dry=True)
            network(net, np.broadcast_to(np.float32(0), (1, side, side, 3)), 1000)
            parameters = sum(int(np.prod(shape)) for _, shape in net.weights)
            assert PUBLISHED[name] == parameters, (name, parameters)
            print(f"# {name} {side} {parameters}", file=out)
            for weight, shape in net.weights if small or name.startswith("vgg") else []:
                print(weight, "x".join(map(str, shape)), file=out)
            if small:
                picture = numbers("picture", 3 * small * small).astype(np.float64).reshape(1, small, small, 3)
                values = network(Net(dry=False), picture, 10)
                logits[name] = {"side": small, "logits": [round(float(value), 6) for value in values[0]]}
                print(name, parameters, logits[name]["logits"][:4], flush=True)
    with open(sys.argv[2], "w") as out:
        json.dump(logits, out, indent=1)
        out.write("\n")
