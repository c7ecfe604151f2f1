"""Names one photo with MobileNetV2, as one would do it with the PyTorch at hand: python3 predict_one.py WEIGHTS.pth PHOTO"""
import sys

import torch
import torchvision
from PIL import Image
from torchvision import transforms

network = torchvision.models.mobilenet_v2(weights=None)
network.load_state_dict(torch.load(sys.argv[1]), strict=False)
network.eval()
prepare = transforms.Compose([transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor(), transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))])
with torch.no_grad():
    probabilities = network(prepare(Image.open(sys.argv[2]).convert("RGB")).unsqueeze(0)).softmax(1)
for probability, index in zip(*probabilities[0].topk(5)):
    print(f"{probability.item():.3f} {index.item()}")
