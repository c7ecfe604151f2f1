#!/usr/bin/env python3
"""Writes what timm computes, as torchvision_parity.py does for torchvision: timm_parity.py FOLDER [NAME ...], or --names, --states or --table

NAME is Graft's name of an architecture. FOLDER gets NAME.pth in timm's names, NAME.input.bin, NAME.logits.bin and NAME.json.
--states writes tests/Graft.Core.Tests/Fixtures/timm_states.txt.gz (per network `# architecture timm-name`, then `tensor shape`); --table prints
the rows of Models/Published/TimmWeights.cs from timm's configurations and its results-imagenet.csv, whose path RESULTS names.
Needs timm and torchvision; written with timm 1.0.29.dev0 (commit aa4b5850).
"""
import csv
import gzip
import json
import math
import os
import pathlib
import sys

import timm
import torch
from torch import nn

from torchvision_parity import PICTURES, randomize

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Graft's architecture: timm's, and the published weights of it that are worth a record.
PAIRS = {
    "resnet18": ("resnet18", "a1_in1k"),
    "resnet34": ("resnet34", "a1_in1k"),
    "resnet50": ("resnet50", "a1_in1k", "ram_in1k"),
    "resnet101": ("resnet101", "a1_in1k"),
    "resnet152": ("resnet152", "a1_in1k"),
    "resnext50_32x4d": ("resnext50_32x4d", "a1h_in1k"),
    "resnext101_64x4d": ("resnext101_64x4d", "c1_in1k"),
    "wide_resnet50_2": ("wide_resnet50_2", "racm_in1k"),
    "vgg16": ("vgg16", "tv_in1k"),
    "vgg19": ("vgg19", "tv_in1k"),
    "densenet121": ("densenet121", "ra_in1k"),
    "mobilenet_v2": ("mobilenetv2_100", "ra_in1k"),
    "timm_mobilenet_v3_small": ("mobilenetv3_small_100", "lamb_in1k"),
    "timm_mobilenet_v3_large": ("mobilenetv3_large_100", "ra_in1k", "ra4_e3600_r224_in1k"),
    "efficientnet_b0": ("efficientnet_b0", "ra_in1k", "ra4_e3600_r224_in1k"),
    "efficientnet_b1": ("efficientnet_b1", "ft_in1k", "ra4_e3600_r240_in1k"),
    "efficientnet_b2": ("efficientnet_b2", "ra_in1k"),
    "efficientnet_b3": ("efficientnet_b3", "ra2_in1k"),
    "efficientnet_b4": ("efficientnet_b4", "ra2_in1k"),
    "convnext_tiny": ("convnext_tiny", "fb_in1k"),
    "convnext_small": ("convnext_small", "fb_in1k", "fb_in22k_ft_in1k"),
    "convnext_base": ("convnext_base", "fb_in1k", "fb_in22k_ft_in1k"),
    "convnext_large": ("convnext_large", "fb_in1k", "fb_in22k_ft_in1k"),
    "vit_b_16": ("vit_base_patch16_224", "augreg_in21k_ft_in1k", "augreg2_in21k_ft_in1k", "augreg_in1k"),
    "vit_b_32": ("vit_base_patch32_224", "augreg_in21k_ft_in1k", "augreg_in1k"),
    "vit_l_16": ("vit_large_patch16_224", "augreg_in21k_ft_in1k"),
    "swin_t": ("swin_tiny_patch4_window7_224", "ms_in1k"),
    "swin_s": ("swin_small_patch4_window7_224", "ms_in1k", "ms_in22k_ft_in1k"),
    "swin_b": ("swin_base_patch4_window7_224", "ms_in1k", "ms_in22k_ft_in1k"),
}


def randomize_own(net):
    """What torchvision's module types do not cover: timm's parameters that belong to no layer, and norms of its own types."""
    for name, parameter in net.named_parameters():
        if name.endswith(("cls_token", "pos_embed", "relative_position_bias_table")):
            nn.init.normal_(parameter)
        elif name.endswith("gamma"):
            nn.init.uniform_(parameter, 0.1, 0.6)


def write(name, folder):
    torch.manual_seed(sum(name.encode()))
    net = timm.create_model(PAIRS[name][0])
    pictures = nn.functional.interpolate(torch.randn(PICTURES, 3, 6, 6), size=224, mode="bicubic") + 0.3 * torch.randn(PICTURES, 3, 224, 224)
    randomize(net, pictures)
    randomize_own(net)
    with torch.no_grad():
        logits = net.eval()(pictures)
    torch.save(net.state_dict(), folder / f"{name}.pth")
    (folder / f"{name}.input.bin").write_bytes(pictures.numpy().tobytes())
    (folder / f"{name}.logits.bin").write_bytes(logits.numpy().tobytes())
    (folder / f"{name}.json").write_text(json.dumps({"input": list(pictures.shape), "logits": list(logits.shape)}))


def states():
    lines = []
    for name, (other, *_) in PAIRS.items():
        lines.append(f"# {name} {other}")
        lines += [f"{key} {'x'.join(map(str, value.shape))}" for key, value in timm.create_model(other).state_dict().items() if not key.endswith("num_batches_tracked")]
    (ROOT / "tests/Graft.Core.Tests/Fixtures/timm_states.txt.gz").write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), 9, mtime=0))


def table():
    results = {row["model"]: row for row in csv.DictReader(open(os.environ["RESULTS"]))}
    for name, (other, *tags) in PAIRS.items():
        for tag in tags:
            config, row = timm.get_pretrained_cfg(f"{other}.{tag}"), results[f"{other}.{tag}"]
            crop = int(row["img_size"])
            assert config.crop_mode == "center" and config.interpolation == row["interpolation"] and config.hf_hub_id == f"timm/{other}.{tag}"
            mean = {0.485: "ImageNetMean", 0.5: "Half", 0.0: "None"}[config.mean[0]]
            print(f'        ("{name}", "{other}.{tag}", {float(row["top1"]) / 100:.5f}, {crop}, {math.floor(crop / float(row["crop_pct"]))}, '
                  f'Resampling.{config.interpolation.capitalize()}, {mean}, {json.dumps(config.license)}),')


if sys.argv[1] == "--names":
    print(*PAIRS)
elif sys.argv[1] == "--states":
    states()
elif sys.argv[1] == "--table":
    table()
else:
    for name in sys.argv[2:] or PAIRS:
        write(name, pathlib.Path(sys.argv[1]))
