"""Times one training step (forward, backward, SGD) of torchvision networks with the PyTorch at hand.

    python3 train_step.py vgg19:16 resnet50:16 resnet18:32 mobilenet_v2:32 [--steps 3]

Prints one line for each network: name, batch, seconds of the median step. The first step is a warm-up.
Networks and inputs are random: the time does not depend on the numbers.
"""
import argparse
import statistics
import time

import torch
import torchvision

parser = argparse.ArgumentParser()
parser.add_argument("networks", nargs="+")
parser.add_argument("--steps", type=int, default=3)
parser.add_argument("--cpu", action="store_true", help="processor seconds instead of wall seconds")
parser.add_argument("--frozen", action="store_true", help="batch norm on its running statistics")
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--matmul", action="store_true", help="also print the rate of a 2048³ float32 matrix product in GFLOP/s")
options = parser.parse_args()
torch.set_num_threads(options.threads)
clock = time.process_time if options.cpu else time.perf_counter

if options.matmul:
    a, b = torch.randn(2048, 2048), torch.randn(2048, 2048)
    a @ b
    times = []
    for _ in range(5):
        start = clock()
        a @ b
        times.append(clock() - start)
    print(f"matmul {2 * 2048 ** 3 / statistics.median(times) / 1e9:.1f}", flush=True)

for entry in options.networks:
    name, batch = entry.split(":")
    network = getattr(torchvision.models, name)(weights=None)
    network.train(not options.frozen)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.001, momentum=0.9, weight_decay=1e-4)
    pictures = torch.randn(int(batch), 3, 224, 224)
    labels = torch.randint(0, 1000, (int(batch),))
    times = []
    for step in range(options.steps + 1):
        start = clock()
        optimizer.zero_grad(set_to_none=True)
        loss = torch.nn.functional.cross_entropy(network(pictures), labels)
        loss.backward()
        optimizer.step()
        times.append(clock() - start)
    print(f"{name} {batch} {statistics.median(times[1:]):.3f}", flush=True)
