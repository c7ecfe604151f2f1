"""Writes optimizers.json: where PyTorch's optimizers take five weights in six steps of given gradients and rates.

    python3 optimizers.py    (PyTorch 1.13, float64)
"""
import json

import torch

torch.manual_seed(3)
start = torch.randn(5, dtype=torch.float64)
gradients = torch.randn(6, 5, dtype=torch.float64)
rates = [0.1, 0.1, 0.05, 0.2, 0.02, 0.01]
cases = {
    "sgd": lambda w: torch.optim.SGD([w], lr=1),
    "sgd momentum": lambda w: torch.optim.SGD([w], lr=1, momentum=0.9),
    "sgd momentum decay": lambda w: torch.optim.SGD([w], lr=1, momentum=0.9, weight_decay=0.01),
    "sgd nesterov decay": lambda w: torch.optim.SGD([w], lr=1, momentum=0.9, nesterov=True, weight_decay=0.01),
    "adam": lambda w: torch.optim.Adam([w], lr=1),
    "adam decay": lambda w: torch.optim.Adam([w], lr=1, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.01),
    "adamw": lambda w: torch.optim.AdamW([w], lr=1, weight_decay=0.01),
}
paths = {}
for name, make in cases.items():
    weight = torch.nn.Parameter(start.clone())
    optimizer = make(weight)
    path = []
    for rate, gradient in zip(rates, gradients):
        optimizer.param_groups[0]["lr"] = rate
        weight.grad = gradient.clone()
        optimizer.step()
        path.append(weight.tolist())
    paths[name] = path
json.dump({"start": start.tolist(), "gradients": gradients.tolist(), "rates": rates, "paths": paths}, open("optimizers.json", "w"), indent=1)

targets = torch.tensor([2, 0, 1, 2])
logits = torch.randn(4, 3, dtype=torch.float64)
weights = torch.tensor([0.5, 2.0, 1.0], dtype=torch.float64)
json.dump({
    "labels": targets.tolist(),
    "logits": logits.tolist(),
    "weights": weights.tolist(),
    "plain": torch.nn.functional.cross_entropy(logits, targets).item(),
    "smoothed": torch.nn.functional.cross_entropy(logits, targets, label_smoothing=0.1).item(),
    "weighted": torch.nn.functional.cross_entropy(logits, targets, weight=weights).item(),
    "both": torch.nn.functional.cross_entropy(logits, targets, weight=weights, label_smoothing=0.1).item(),
}, open("cross_entropy.json", "w"), indent=1)
