"""Writes heat-*.onnx and heat-*.json: two small networks that bend behind their last map, with HiResCAM of them by PyTorch's own gradients.

Run with Debian's python3-torch 1.13: python3 heat_maps.py
"""
import json
import torch
from torch import nn

torch.manual_seed(5)


class Dense(nn.Module):
    """As in VGG: convolution, rectifier, max pooling, then dense layers that read the map place by place."""
    def __init__(self):
        super().__init__()
        self.conv, self.fc1, self.fc2 = nn.Conv2d(3, 6, 3, padding=1), nn.Linear(6 * 4 * 6, 10), nn.Linear(10, 4)

    def map(self, x):
        return torch.max_pool2d(torch.relu(self.conv(x)), 4)

    def rest(self, m):
        return self.fc2(torch.relu(self.fc1(torch.flatten(m, 1))))

    def forward(self, x):
        return self.rest(self.map(x))


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.q, self.k, self.v, self.out = (nn.Linear(width, width) for _ in range(4))
        self.up, self.down = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)

    def forward(self, x):
        n = self.norm1(x)
        shares = torch.softmax(self.q(n) @ self.k(n).transpose(1, 2) / 2, -1)
        x = x + self.out(shares @ self.v(n))
        return x + self.down(torch.relu(self.up(self.norm2(x))))


class Tokens(nn.Module):
    """As in ViT: patches and a class token through two encoder blocks; only the class token is read."""
    def __init__(self):
        super().__init__()
        self.patches, self.first, self.second, self.norm, self.head = nn.Conv2d(3, 8, 4, 4), Block(8), Block(8), nn.LayerNorm(8), nn.Linear(8, 4)
        self.token = nn.Parameter(torch.randn(1, 1, 8))

    def map(self, x):
        t = self.patches(x).flatten(2).transpose(1, 2)
        return self.first(torch.cat([self.token, t], 1))

    def rest(self, m):
        return self.head(self.norm(self.second(m))[:, 0])

    def forward(self, x):
        return self.rest(self.map(x))


def maps(net, picture):
    m = net.map(picture).detach().requires_grad_()
    logits = net.rest(m)[0]
    found = []
    for label in range(len(logits)):
        gradient, = torch.autograd.grad(logits[label], m, retain_graph=True)
        if m.dim() == 4:
            found.append((gradient * m).sum(1).flatten())
        else:
            patches = m[:, 1:]
            found.append((gradient[:, 1:] * (patches - patches.mean(1, keepdim=True))).sum(2).flatten())
    return logits.tolist(), [one.tolist() for one in found]


picture = torch.rand(1, 3, 16, 24)
for name, net in (("heat-dense", Dense()), ("heat-tokens", Tokens())):
    net.eval()
    for parameter in net.parameters():
        parameter.data *= 2.5  # drawn as they are, places hardly matter
    torch.onnx.export(net, picture, f"{name}.onnx", opset_version=13, input_names=["image"], output_names=["logits"])
    logits, evidence = maps(net, picture)
    with open(f"{name}.json", "w") as file:
        json.dump({"picture": [round(v, 7) for v in picture.flatten().tolist()], "logits": logits, "evidence": evidence}, file)
