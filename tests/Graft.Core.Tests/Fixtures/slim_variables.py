#!/usr/bin/env python3
"""Lists the variables of TF-Slim's networks into slim_variables.txt: slim_variables.py > slim_variables.txt

Written from the scopes of Slim's sources (tensorflow/models, research/slim/nets: inception_v1.py, inception_v3.py, resnet_v1.py, resnet_v2.py,
resnet_utils.py, mobilenet_v1.py, mobilenet/mobilenet_v2.py, mobilenet/conv_blocks.py), not from Graft's. Lists of variables that others printed
from the published checkpoints agree where they were compared: InceptionV1 without gammas and with Mixed_5b/Branch_2/Conv2d_0a_3x3, InceptionV3 with
Mixed_5c/Branch_1/Conv_1_0c_5x5, resnet_v2_50 with biases at conv1, shortcut and conv3, resnet_v1_50 and vgg_16 with mean_rgb and global_step,
MobilenetV2 from Conv and expanded_conv to expanded_conv_16 and Conv_1.

A line "# NAME CLASSES SIDE MULTIPLY-ADDS" begins a network; a line "SCOPE SIZES KINDS" is a layer, of whose variables KINDS says which there are:
w weights, d depthwise_weights, b biases, n BatchNorm without gamma, g BatchNorm with gamma, p a batch norm in the scope itself.
Sizes are those of the first variable, as TensorFlow has them.
"""


class Net:
    def __init__(self, name, scope, classes, side, norm):
        self.name, self.scope, self.classes, self.side, self.norm = name, scope, classes, side, norm
        self.lines, self.macs = [], 0

    def conv(self, x, scope, width, kernel, stride=1, padding='SAME', kinds=None, count=True):
        """x is (grid, channels); returns the same of what comes out."""
        height, wide = (kernel, kernel) if isinstance(kernel, int) else kernel
        grid, channels = x
        out = -(-grid // stride) if padding == 'SAME' else (grid - height) // stride + 1
        self.lines.append(f'{self.scope}/{scope} {height}x{wide}x{channels}x{width} {kinds or "w" + self.norm}')
        self.macs += out * out * height * wide * channels * width if count else 0
        return out, width

    def depthwise(self, x, scope, stride):
        grid, channels = x
        out = -(-grid // stride)
        self.lines.append(f'{self.scope}/{scope} 3x3x{channels}x1 d{self.norm}')
        self.macs += out * out * 9 * channels
        return out, channels

    def norm_alone(self, x, scope):
        self.lines.append(f'{self.scope}/{scope} {x[1]} p')

    def logits(self, x, scope):
        self.conv((1, x[1]), scope, self.classes, 1, kinds='wb')
        print(f'# {self.name} {self.classes} {self.side} {self.macs}')
        print('\n'.join(self.lines))


def halved(x):
    return -(-x[0] // 2), x[1]


def inception_v1():
    net = Net('slim_inception_v1', 'InceptionV1', 1001, 224, 'n')
    x = net.conv((224, 3), 'Conv2d_1a_7x7', 64, 7, 2)
    x = net.conv(halved(x), 'Conv2d_2b_1x1', 64, 1)
    x = halved(net.conv(x, 'Conv2d_2c_3x3', 192, 3))
    modules = {
        '3b': (64, 96, 128, 16, 32, 32), '3c': (128, 128, 192, 32, 96, 64),
        '4b': (192, 96, 208, 16, 48, 64), '4c': (160, 112, 224, 24, 64, 64), '4d': (128, 128, 256, 24, 64, 64), '4e': (112, 144, 288, 32, 64, 64), '4f': (256, 160, 320, 32, 128, 128),
        '5b': (256, 160, 320, 32, 128, 128), '5c': (384, 192, 384, 48, 128, 128)}
    for name, (a, b0, b1, c0, c1, d) in modules.items():
        m = f'Mixed_{name}/Branch_'
        net.conv(x, m + '0/Conv2d_0a_1x1', a, 1)
        net.conv(net.conv(x, m + '1/Conv2d_0a_1x1', b0, 1), m + '1/Conv2d_0b_3x3', b1, 3)
        net.conv(net.conv(x, m + '2/Conv2d_0a_1x1', c0, 1), m + ('2/Conv2d_0a_3x3' if name == '5b' else '2/Conv2d_0b_3x3'), c1, 3)
        net.conv(x, m + '3/Conv2d_0b_1x1', d, 1)
        x = x[0], a + b1 + c1 + d
        x = halved(x) if name in ('3c', '4f') else x
    net.logits(x, 'Logits/Conv2d_0c_1x1')


def inception_v3():
    net = Net('slim_inception_v3', 'InceptionV3', 1001, 299, 'n')

    def chain(x, branch, *layers, count=True):
        for scope, width, kernel, *valid in layers:
            x = net.conv(x, f'{branch}/{scope}', width, kernel, 2 if valid else 1, 'VALID' if valid else 'SAME', count=count)
        return x

    x = net.conv((299, 3), 'Conv2d_1a_3x3', 32, 3, 2, 'VALID')
    x = net.conv(x, 'Conv2d_2a_3x3', 32, 3, 1, 'VALID')
    x = net.conv(x, 'Conv2d_2b_3x3', 64, 3)
    x = net.conv(((x[0] - 3) // 2 + 1, x[1]), 'Conv2d_3b_1x1', 80, 1)
    x = net.conv(x, 'Conv2d_4a_3x3', 192, 3, 1, 'VALID')
    x = (x[0] - 3) // 2 + 1, x[1]
    for m, pooled, five in (('5b', 32, ('Conv2d_0a_1x1', 'Conv2d_0b_5x5')), ('5c', 64, ('Conv2d_0b_1x1', 'Conv_1_0c_5x5')), ('5d', 64, ('Conv2d_0a_1x1', 'Conv2d_0b_5x5'))):
        m = f'Mixed_{m}/Branch_'
        chain(x, m + '0', ('Conv2d_0a_1x1', 64, 1))
        chain(x, m + '1', (five[0], 48, 1), (five[1], 64, 5))
        chain(x, m + '2', ('Conv2d_0a_1x1', 64, 1), ('Conv2d_0b_3x3', 96, 3), ('Conv2d_0c_3x3', 96, 3))
        chain(x, m + '3', ('Conv2d_0b_1x1', pooled, 1))
        x = x[0], 64 + 64 + 96 + pooled
    a = chain(x, 'Mixed_6a/Branch_0', ('Conv2d_1a_1x1', 384, 3, 'VALID'))
    chain(x, 'Mixed_6a/Branch_1', ('Conv2d_0a_1x1', 64, 1), ('Conv2d_0b_3x3', 96, 3), ('Conv2d_1a_1x1', 96, 3, 'VALID'))
    x = a[0], 384 + 96 + x[1]
    for m, inner in (('6b', 128), ('6c', 160), ('6d', 160), ('6e', 192)):
        m = f'Mixed_{m}/Branch_'
        chain(x, m + '0', ('Conv2d_0a_1x1', 192, 1))
        chain(x, m + '1', ('Conv2d_0a_1x1', inner, 1), ('Conv2d_0b_1x7', inner, (1, 7)), ('Conv2d_0c_7x1', 192, (7, 1)))
        chain(x, m + '2', ('Conv2d_0a_1x1', inner, 1), ('Conv2d_0b_7x1', inner, (7, 1)), ('Conv2d_0c_1x7', inner, (1, 7)), ('Conv2d_0d_7x1', inner, (7, 1)), ('Conv2d_0e_1x7', 192, (1, 7)))
        chain(x, m + '3', ('Conv2d_0b_1x1', 192, 1))
    aux = (x[0] - 5) // 3 + 1, x[1]
    chain(aux, 'AuxLogits', ('Conv2d_1b_1x1', 128, 1), ('Conv2d_2a_5x5', 768, 5), count=False)
    net.conv((1, 768), 'AuxLogits/Conv2d_2b_1x1', 1001, 1, kinds='wb', count=False)
    a = chain(x, 'Mixed_7a/Branch_0', ('Conv2d_0a_1x1', 192, 1), ('Conv2d_1a_3x3', 320, 3, 'VALID'))
    chain(x, 'Mixed_7a/Branch_1', ('Conv2d_0a_1x1', 192, 1), ('Conv2d_0b_1x7', 192, (1, 7)), ('Conv2d_0c_7x1', 192, (7, 1)), ('Conv2d_1a_3x3', 192, 3, 'VALID'))
    x = a[0], 320 + 192 + x[1]
    for m, second in (('7b', 'Conv2d_0b_3x1'), ('7c', 'Conv2d_0c_3x1')):
        m = f'Mixed_{m}/Branch_'
        chain(x, m + '0', ('Conv2d_0a_1x1', 320, 1))
        b = chain(x, m + '1', ('Conv2d_0a_1x1', 384, 1))
        chain(b, m + '1', ('Conv2d_0b_1x3', 384, (1, 3)))
        chain(b, m + '1', (second, 384, (3, 1)))
        c = chain(x, m + '2', ('Conv2d_0a_1x1', 448, 1), ('Conv2d_0b_3x3', 384, 3))
        chain(c, m + '2', ('Conv2d_0c_1x3', 384, (1, 3)))
        chain(c, m + '2', ('Conv2d_0d_3x1', 384, (3, 1)))
        chain(x, m + '3', ('Conv2d_0b_1x1', 192, 1))
        x = x[0], 320 + 768 + 768 + 192
    net.logits(x, 'Logits/Conv2d_1c_1x1')


def resnet(version, depth, units):
    scope = f'resnet_v{version}_{depth}'
    net = Net(f'slim_{scope}', scope, 1000 if version == 1 else 1001, 224 if version == 1 else 299, 'g')
    x = net.conv((net.side, 3), 'conv1', 64, 7, 2, kinds='wg' if version == 1 else 'wb')  # conv2d_same has SAME's size
    x = halved(x)
    for block, (base, count) in enumerate(zip((64, 128, 256, 512), units), 1):
        for unit in range(1, count + 1):
            u, stride = f'block{block}/unit_{unit}/bottleneck_v{version}/', 2 if unit == count and block < 4 else 1
            if version == 2:
                net.norm_alone(x, u + 'preact')
            if x[1] != 4 * base:
                net.conv(x, u + 'shortcut', 4 * base, 1, stride, kinds='wg' if version == 1 else 'wb')
            y = net.conv(x, u + 'conv1', base, 1)
            y = net.conv(y, u + 'conv2', base, 3, stride)
            x = net.conv(y, u + 'conv3', 4 * base, 1, kinds='wg' if version == 1 else 'wb')
    if version == 2:
        net.norm_alone(x, 'postnorm')
    net.logits(x, 'logits')


def mobilenet_v1(name, multiplier):
    net = Net(name, 'MobilenetV1', 1001, 224, 'g')
    x = net.conv((224, 3), 'Conv2d_0', max(int(32 * multiplier), 8), 3, 2)
    for place, (width, stride) in enumerate(zip((64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024), (1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1)), 1):
        x = net.depthwise(x, f'Conv2d_{place}_depthwise', stride)
        x = net.conv(x, f'Conv2d_{place}_pointwise', max(int(width * multiplier), 8), 1)
    net.logits(x, 'Logits/Conv2d_1c_1x1')


def divisible(value, divisor=8, least=8):
    new = max(least, int(value + divisor / 2) // divisor * divisor)
    return new + divisor if new < 0.9 * value else new


def mobilenet_v2(name, multiplier):
    net = Net(name, 'MobilenetV2', 1001, 224, 'g')
    x = net.conv((224, 3), 'Conv', divisible(32 * multiplier), 3, 2)
    widths = [16, 24, 24, 32, 32, 32, 64, 64, 64, 64, 96, 96, 96, 160, 160, 160, 320]
    strides = [1, 2, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1]
    for place, (width, stride) in enumerate(zip(widths, strides)):
        scope = f'expanded_conv_{place}' if place else 'expanded_conv'
        y = net.conv(x, f'{scope}/expand', divisible(6 * x[1]), 1) if place else x
        y = net.depthwise(y, f'{scope}/depthwise', stride)
        x = net.conv(y, f'{scope}/project', divisible(width * multiplier), 1)
    last = 1280 / multiplier if multiplier < 1 else 1280  # finegrain_classification_mode
    x = net.conv(x, 'Conv_1', divisible(last * multiplier), 1)
    net.logits(x, 'Logits/Conv2d_1c_1x1')


inception_v1()
inception_v3()
for version in (1, 2):
    for depth, units in ((50, (3, 4, 6, 3)), (101, (3, 4, 23, 3)), (152, (3, 8, 36, 3))):
        resnet(version, depth, units)
for suffix, multiplier in (('', 1.0), ('_075', 0.75), ('_050', 0.5), ('_025', 0.25)):
    mobilenet_v1('slim_mobilenet_v1' + suffix, multiplier)
for suffix, multiplier in (('', 1.0), ('_140', 1.4), ('_130', 1.3), ('_075', 0.75), ('_050', 0.5), ('_035', 0.35)):
    mobilenet_v2('slim_mobilenet_v2' + suffix, multiplier)
