#!/usr/bin/env python3
"""Writes what torchvision computes, to hold Graft's graphs against: torchvision_parity.py FOLDER [NAME ...]

For each architecture FOLDER gets NAME.pth (a state dict of random weights with batch-norm statistics that matter), NAME.input.bin and
NAME.logits.bin (row-major little-endian float32) and NAME.json (their shapes). Needs torchvision 0.14 or later; the large networks take
half a gigabyte each, so a caller short of space asks for one at a time.
"""
import json
import pathlib
import sys
import warnings

import torch
import torchvision.models as models
from torch import nn

warnings.filterwarnings("ignore")
NAMES = """alexnet vgg11 vgg11_bn vgg13 vgg13_bn vgg16 vgg16_bn vgg19 vgg19_bn resnet18 resnet34 resnet50 resnet101 resnet152
squeezenet1_0 squeezenet1_1 mobilenet_v2 googlenet inception_v3""".split()
PICTURES = 2


def randomize(net, pictures):
    """Weights that keep the signal's scale, biases and batch norms that are no identity, statistics near but not at what the data gives."""
    norms = [module for module in net.modules() if isinstance(module, nn.BatchNorm2d)]
    for module in net.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_normal_(module.weight)
            if module.bias is not None:
                nn.init.normal_(module.bias, std=0.1)
    for norm in norms:
        nn.init.uniform_(norm.weight, 0.5, 1.5)
        nn.init.normal_(norm.bias, std=0.2)
        norm.momentum = 1.0
    with torch.no_grad():
        if norms:
            net.train()(pictures)
        for norm in norms:
            norm.running_mean += 0.2 * norm.running_var.sqrt() * torch.randn_like(norm.running_mean)
            norm.running_var *= torch.empty_like(norm.running_var).uniform_(0.7, 1.4)


def write(name, folder):
    torch.manual_seed(sum(name.encode()))
    options = {"init_weights": False} if name in ("googlenet", "inception_v3") else {}
    if name == "googlenet":
        options["aux_logits"] = True  # the published file holds the auxiliary heads
    net = getattr(models, name)(weights=None, **options)
    side = 299 if name == "inception_v3" else 224
    # Large blobs and noise: of noise alone every average is the same, and so would be the logits of all pictures.
    pictures = nn.functional.interpolate(torch.randn(PICTURES, 3, 6, 6), size=side, mode="bicubic") + 0.3 * torch.randn(PICTURES, 3, side, side)
    randomize(net, pictures)
    with torch.no_grad():
        logits = net.eval()(pictures)
    torch.save(net.state_dict(), folder / f"{name}.pth")
    (folder / f"{name}.input.bin").write_bytes(pictures.numpy().tobytes())
    (folder / f"{name}.logits.bin").write_bytes(logits.numpy().tobytes())
    (folder / f"{name}.json").write_text(json.dumps({"input": list(pictures.shape), "logits": list(logits.shape)}))
    print(f"{name:14} largest logit {logits.abs().max():9.3f}, between pictures {(logits[0] - logits[1]).abs().max():9.3f}", flush=True)


folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
for name in sys.argv[2:] or NAMES:
    write(name, folder)
