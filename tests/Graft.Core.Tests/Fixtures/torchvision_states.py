#!/usr/bin/env python3
"""Writes torchvision_states.txt.gz: what torchvision's networks hold and how much they compute.

For each architecture a line `# name parameters auxiliary multiply_adds`, then a line `name shape` for each tensor of its state dict:
`auxiliary` counts the parameters of heads used in training alone (left out below), `multiply_adds` those of convolutions and matrix
products for one picture, counted where PyTorch dispatches them. Written with torchvision 0.14.1 and torch 1.13.0.
"""
import gzip
import pathlib
import warnings

import torch
import torchvision.models as models
from torch.utils._python_dispatch import TorchDispatchMode

warnings.filterwarnings("ignore")
NAMES = """alexnet vgg11 vgg11_bn vgg13 vgg13_bn vgg16 vgg16_bn vgg19 vgg19_bn resnet18 resnet34 resnet50 resnet101 resnet152
resnext50_32x4d resnext101_32x8d resnext101_64x4d wide_resnet50_2 wide_resnet101_2 squeezenet1_0 squeezenet1_1
densenet121 densenet161 densenet169 densenet201 googlenet inception_v3 mobilenet_v2 mobilenet_v3_small mobilenet_v3_large
efficientnet_b0 efficientnet_b1 efficientnet_b2 efficientnet_b3 efficientnet_b4 efficientnet_b5 efficientnet_b6 efficientnet_b7
efficientnet_v2_s efficientnet_v2_m efficientnet_v2_l convnext_tiny convnext_small convnext_base convnext_large
vit_b_16 vit_b_32 vit_l_16 vit_l_32 swin_t swin_s swin_b""".split()
AUXILIARY = ("aux1.", "aux2.", "AuxLogits.")
NO_WEIGHTS = ("num_batches_tracked", "relative_position_index")


class MultiplyAdds(TorchDispatchMode):
    """Counts the products of convolutions (outputs times the inputs that meet in one) and of matrices."""

    total = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        result = function(*args, **(kwargs or {}))
        name = function.overloadpacket.__name__
        if name == "convolution":
            self.total += result.numel() * args[1][0].numel()
        elif name in ("addmm", "baddbmm"):
            self.total += result.numel() * args[1].shape[-1]
        elif name in ("mm", "bmm"):
            self.total += result.numel() * args[0].shape[-1]
        return result


def side(name):
    """The picture size of the first weights that are published."""
    weights = getattr(models, next(key for key in dir(models) if key.lower() == f"{name}_weights"))
    return weights.IMAGENET1K_V1.transforms().crop_size[0]


def main():
    lines = []
    for name in NAMES:
        options = {"init_weights": False} if name in ("googlenet", "inception_v3") else {}
        net = getattr(models, name)(weights=None, **options)
        parameters = {key: value.numel() for key, value in net.named_parameters()}
        auxiliary = sum(count for key, count in parameters.items() if key.startswith(AUXILIARY))
        # With gradients, because without them PyTorch runs whole encoder layers as one operation of its own.
        with MultiplyAdds() as count:
            net.eval()(torch.zeros(1, 3, side(name), side(name)))
        lines.append(f"# {name} {sum(parameters.values())} {auxiliary} {count.total}")
        for key, value in net.state_dict().items():
            if not key.startswith(AUXILIARY) and not key.endswith(NO_WEIGHTS):
                lines.append(f"{key} {'x'.join(str(size) for size in value.shape)}")
        print(lines[-1], lines[next(i for i in range(len(lines) - 1, -1, -1) if lines[i][0] == "#")], flush=True)
    text = ("\n".join(lines) + "\n").encode()
    pathlib.Path(__file__).with_suffix(".txt.gz").write_bytes(gzip.compress(text, 9, mtime=0))


main()
