"""Writes schedules.json: learning rates as PyTorch's schedulers give them, step by step. Run with any PyTorch of 1.13 or later."""
import json
import os

import torch
from torch.optim import lr_scheduler

TOTAL = 40
RATE = 0.1


def rates(make):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1, dtype=torch.float64))], lr=RATE)
    scheduler = make(optimizer)
    values = []
    for _ in range(TOTAL):
        values.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return values


def warmed(make, warmup, start):
    return lambda optimizer: lr_scheduler.SequentialLR(
        optimizer,
        [lr_scheduler.LinearLR(optimizer, start_factor=start, end_factor=1, total_iters=warmup), make(optimizer)],
        milestones=[warmup])


def case(name, make, **options):
    return {"name": name, "options": options, "rates": rates(make)}


class OneCycle(lr_scheduler.OneCycleLR):
    """The same, but silent about the one step after the last."""

    def step(self, epoch=None):
        if self.last_epoch + 1 < self.total_steps:
            super().step(epoch)


cases = [
    case("OneCycleLR, 10 % up", lambda o: OneCycle(o, RATE, total_steps=TOTAL, pct_start=0.1, cycle_momentum=False),
         type="onecycle", warmup="10%", start=1 / 25, end=1 / 25 / 1e4),
    case("OneCycleLR, 30 % up", lambda o: OneCycle(o, RATE, total_steps=TOTAL, pct_start=0.3, div_factor=10, final_div_factor=100, cycle_momentum=False),
         type="onecycle", warmup="12 steps", start=1 / 10, end=1 / 10 / 100),
    case("CosineAnnealingLR", lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=TOTAL),
         type="cosine", warmup="0 steps", end=0.0),
    case("LinearLR then CosineAnnealingLR", warmed(lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=TOTAL - 8, eta_min=0.05 * RATE), 8, 0.1),
         type="cosine", warmup="20%", start=0.1, end=0.05),
    case("StepLR", lambda o: lr_scheduler.StepLR(o, step_size=15, gamma=0.2),
         type="step", warmup="0 steps", every="15 steps", factor=0.2, end=0.0),
    case("PolynomialLR", lambda o: lr_scheduler.PolynomialLR(o, total_iters=TOTAL, power=0.9),
         type="polynomial", warmup="0 steps", power=0.9, end=0.0),
    case("LinearLR", lambda o: lr_scheduler.LinearLR(o, start_factor=1, end_factor=0.25, total_iters=TOTAL),
         type="linear", warmup="0 steps", end=0.25),
    case("LinearLR then ConstantLR", warmed(lambda o: lr_scheduler.ConstantLR(o, factor=1, total_iters=1), 5, 0.01),
         type="constant", warmup="5 steps", start=0.01),
]

with open(os.path.join(os.path.dirname(__file__), "schedules.json"), "w") as file:
    json.dump({"torch": torch.__version__, "total": TOTAL, "rate": RATE, "cases": cases}, file, indent=0)
    file.write("\n")
