#!/usr/bin/env bash
# Fine-tunes MobileNetV2 on a picture set in the layout of Food-101, with Graft and with PyTorch in turn, for as many epochs,
# and prints what each reached on the test pictures and how long it took from the start of its process.
#   bench/finetune.sh DATA WEIGHTS.pth [EPOCHS] [SEED]
set -euo pipefail
data=$1 weights=$2 epochs=${3:-6} seed=${4:-1}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
run=$(mktemp -d)
trap 'rm -rf "$run"' EXIT
"$root/graft" models > /dev/null # builds, so that the build is not timed

start=$(date +%s.%N)
"$root/graft" train --data "$data" --model mobilenet_v2 --weights "$weights" --recipe finetune --epochs "$epochs" --seed "$seed" --out "$run/run"
seconds=$(awk "BEGIN { print $(date +%s.%N) - $start }")
"$root/graft" evaluate "$run/run" --data "$data" --split test | head -n 3
echo "Graft: $seconds s from process start to model.onnx"

python=$("$root/bench/pytorch/find.sh")
"${python:?PyTorch was not found}" "$root/bench/pytorch/finetune.py" --data "$data" --weights "$weights" --epochs "$epochs" --seed "$seed"
