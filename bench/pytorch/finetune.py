"""The best PyTorch recipe we know for a small picture set: a linear probe becomes the head, then fine-tuning with frozen batch norm.

    python3 finetune.py --data ../../../shared/data/food10 --weights mobilenet_v2-imagenet-backbone.pth [--epochs 6] [--seed 1]

Prints the seconds since the start of the process and the top-1 on the test pictures after the probe and after each epoch.
The time of a point does not hold its own evaluation, but those of the points before it.
"""
import argparse
import os
import time

import torch
import torchvision
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

# STARTED, in seconds since 1970, is when the process was started: importing counts.
start = time.perf_counter() - max(0, time.time() - float(os.environ.get("STARTED", time.time())))
parser = argparse.ArgumentParser()
parser.add_argument("--data", required=True)
parser.add_argument("--weights", required=True)
parser.add_argument("--epochs", type=int, default=6)
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--workers", type=int, default=2)
options = parser.parse_args()
torch.manual_seed(options.seed)
torch.set_num_threads(2)

classes = open(os.path.join(options.data, "meta/classes.txt")).read().split()
normalize = transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
plain = transforms.Compose([transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor(), normalize])
augmented = transforms.Compose([transforms.RandomResizedCrop(224, scale=(0.35, 1)), transforms.RandomHorizontalFlip(), transforms.ToTensor(), normalize])


class Food(Dataset):
    def __init__(self, split, transform):
        self.items = open(os.path.join(options.data, f"meta/{split}.txt")).read().split()
        self.transform = transform

    def __len__(self):
        return len(self.items)

    def __getitem__(self, index):
        item = self.items[index]
        picture = Image.open(os.path.join(options.data, "images", item + ".jpg")).convert("RGB")
        return self.transform(picture), classes.index(item.split("/")[0])


def loader(split, transform, shuffle):
    return DataLoader(Food(split, transform), batch_size=32, shuffle=shuffle, num_workers=options.workers, drop_last=shuffle)


network = torchvision.models.mobilenet_v2(weights=None)
print(network.load_state_dict(torch.load(options.weights), strict=False).unexpected_keys)
network.classifier[1] = torch.nn.Linear(1280, len(classes))


@torch.no_grad()
def features(split):
    network.eval()
    rows, labels = [], []
    for pictures, targets in loader(split, plain, False):
        rows.append(network.features(pictures).mean((2, 3)))
        labels.append(targets)
    return torch.cat(rows), torch.cat(labels)


@torch.no_grad()
def top1():
    network.eval()
    right = sum((network(pictures).argmax(1) == targets).sum().item() for pictures, targets in loader("test", plain, False))
    return right / len(Food("test", plain))


def probe(x, y, penalty):
    head = torch.nn.Linear(x.shape[1], len(classes))
    torch.nn.init.zeros_(head.weight)
    torch.nn.init.zeros_(head.bias)
    optimizer = torch.optim.LBFGS(head.parameters(), max_iter=200, line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(head(x), y) + 0.5 * penalty * head.weight.square().sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    return head


x, y = features("train")
mean, deviation = x.mean(0), x.std(0)
deviation = deviation.clamp(min=0.1 * deviation.median())
head = probe((x - mean) / deviation, y, 0.1)
with torch.no_grad():
    network.classifier[1].weight.copy_(head.weight / deviation)
    network.classifier[1].bias.copy_(head.bias - (head.weight / deviation * mean).sum(1))
print(f"probe {time.perf_counter() - start:.1f} s top-1 {top1():.3f}", flush=True)

train = loader("train", augmented, True)
optimizer = torch.optim.SGD(network.parameters(), lr=0.001, momentum=0.9, weight_decay=1e-4)
schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.001, total_steps=max(1, options.epochs * len(train)), pct_start=0.1)
for epoch in range(options.epochs):
    network.eval()  # batch norm stays on its running statistics
    network.classifier[0].train()
    for pictures, targets in train:
        optimizer.zero_grad(set_to_none=True)
        loss = torch.nn.functional.cross_entropy(network(pictures), targets, label_smoothing=0.1)
        loss.backward()
        optimizer.step()
        schedule.step()
    print(f"epoch {epoch + 1} {time.perf_counter() - start:.1f} s top-1 {top1():.3f}", flush=True)
