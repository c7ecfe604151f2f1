#!/usr/bin/env python3
"""Writes what torchvision computes, to hold Graft's graphs against: torchvision_parity.py FOLDER [NAME ...], or --names for a list of the architectures

For each architecture FOLDER gets NAME.pth (a state dict of random weights with batch-norm statistics that matter), NAME.input.bin and
NAME.logits.bin (row-major little-endian float32) and NAME.json (their shapes). Needs torchvision 0.14 or later; the large networks take
half a gigabyte each, so a caller short of space asks for one at a time.
"""
import json
import pathlib
import re
import sys
import warnings

import torch
import torchvision.models as models
from torch import nn

warnings.filterwarnings("ignore")
NAMES = """alexnet vgg11 vgg11_bn vgg13 vgg13_bn vgg16 vgg16_bn vgg19 vgg19_bn resnet18 resnet34 resnet50 resnet101 resnet152
resnext50_32x4d resnext101_32x8d resnext101_64x4d wide_resnet50_2 wide_resnet101_2 squeezenet1_0 squeezenet1_1
densenet121 densenet161 densenet169 densenet201 googlenet inception_v3 mobilenet_v2 mobilenet_v3_small mobilenet_v3_large
efficientnet_b0 efficientnet_b1 efficientnet_b2 efficientnet_b3 efficientnet_b4 efficientnet_b5 efficientnet_b6 efficientnet_b7
efficientnet_v2_s efficientnet_v2_m efficientnet_v2_l convnext_tiny convnext_small convnext_base convnext_large
vit_b_16 vit_b_32 vit_l_16 vit_l_32 swin_t swin_s swin_b""".split()
PICTURES = 2


def randomize(net, pictures):
    """Weights that keep the signal's scale, biases and batch norms that are no identity, statistics near but not at what the data gives."""
    norms = [module for module in net.modules() if isinstance(module, nn.BatchNorm2d)]
    gated = any(type(module).__name__ == "Sigmoid" for module in net.modules())
    for name, parameter in net.named_parameters():
        if name.endswith(("class_token", "pos_embedding", "relative_position_bias_table")):
            nn.init.normal_(parameter)
        elif name.endswith("layer_scale"):
            nn.init.uniform_(parameter, 0.1, 0.6)
        elif name.endswith("in_proj_bias"):
            nn.init.normal_(parameter, std=0.2)
    for module in net.modules():
        if isinstance(module, nn.LayerNorm):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias, std=0.2)
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
            # Random gates starve some channels of an EfficientNet; dividing by their deviation would enlarge rounding as much as the signal
            # (in PyTorch itself the logits of B4 in float32 and float64 would differ by 2e-4), which trained networks do not do.
            norm.running_var += 0.2 * norm.running_var.mean() if gated else 0
            norm.running_var *= torch.empty_like(norm.running_var).uniform_(0.7, 1.4)


def as_published(state):
    """The names that the published files of DenseNets and ViTs have; torchvision's loaders turn them into those of its modules."""
    state = {re.sub(r"(denselayer\d+\.(?:norm|conv))([12]\.)", r"\1.\2", key): value for key, value in state.items()}
    return {key.replace(".mlp.0.", ".mlp.linear_1.").replace(".mlp.3.", ".mlp.linear_2.") if "encoder_layer_" in key else key: value for key, value in state.items()}


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
    torch.save(as_published(net.state_dict()), folder / f"{name}.pth")
    (folder / f"{name}.input.bin").write_bytes(pictures.numpy().tobytes())
    (folder / f"{name}.logits.bin").write_bytes(logits.numpy().tobytes())
    (folder / f"{name}.json").write_text(json.dumps({"input": list(pictures.shape), "logits": list(logits.shape)}))
    print(f"{name:14} largest logit {logits.abs().max():9.3f}, between pictures {(logits[0] - logits[1]).abs().max():9.3f}", flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "--names":
        print(*NAMES)
    else:
        folder = pathlib.Path(sys.argv[1])
        folder.mkdir(parents=True, exist_ok=True)
        for name in sys.argv[2:] or NAMES:
            write(name, folder)
