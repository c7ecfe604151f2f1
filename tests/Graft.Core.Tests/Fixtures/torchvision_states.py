#!/usr/bin/env python3
"""Writes torchvision_states.txt: what torchvision's networks hold and how much they compute.

For each architecture a line `# name parameters auxiliary multiply_adds`, then a line `name shape` for each tensor of its state dict:
`auxiliary` counts the parameters of heads used in training alone (left out below), `multiply_adds` those of convolutions and dense layers
for one picture, counted by forward hooks. Written with torchvision 0.14.1 and torch 1.13.0.
"""
import pathlib
import warnings

import torch
import torchvision.models as models

warnings.filterwarnings("ignore")
NAMES = """alexnet vgg11 vgg11_bn vgg13 vgg13_bn vgg16 vgg16_bn vgg19 vgg19_bn resnet18 resnet34 resnet50 resnet101 resnet152
squeezenet1_0 squeezenet1_1 mobilenet_v2 googlenet inception_v3""".split()
AUXILIARY = ("aux1.", "aux2.", "AuxLogits.")


def multiply_adds(net, side):
    total = 0

    def count(module, _, output):
        nonlocal total
        weight = module.weight
        total += output.numel() * weight[0].numel()

    for module in net.modules():
        if isinstance(module, (torch.nn.Conv2d, torch.nn.Linear)):
            module.register_forward_hook(count)
    with torch.no_grad():
        net.eval()(torch.zeros(1, 3, side, side))
    return total


lines = []
for name in NAMES:
    options = {"init_weights": False} if name in ("googlenet", "inception_v3") else {}
    net = getattr(models, name)(weights=None, **options)
    parameters = {key: value.numel() for key, value in net.named_parameters()}
    auxiliary = sum(count for key, count in parameters.items() if key.startswith(AUXILIARY))
    side = 299 if name == "inception_v3" else 224
    lines.append(f"# {name} {sum(parameters.values())} {auxiliary} {multiply_adds(net, side)}")
    for key, value in net.state_dict().items():
        if not key.startswith(AUXILIARY) and not key.endswith("num_batches_tracked"):
            lines.append(f"{key} {'x'.join(str(size) for size in value.shape)}")
pathlib.Path(__file__).with_suffix(".txt").write_text("\n".join(lines) + "\n")
