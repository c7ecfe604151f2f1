#!/usr/bin/env bash
# Compares every architecture with torchvision, one at a time, so that the state dicts never take more than one network's space; prints a Markdown table.
# usage: bench/parity/run.sh [NAME ...]; PYTHON names an interpreter that has torch and torchvision; with PEER=timm it needs timm too, and the files have timm's names; with PEER=slim it is TF-Slim, written in PyTorch.
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
python=${PYTHON:-python3}
writer=bench/parity/${PEER:-torchvision}_parity.py
names=("$@")
[ $# -gt 0 ] || read -ra names <<< "$("$python" "$writer" --names)"
dotnet build bench/parity -c Release -nologo -v q >&2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
status=0
echo "| architecture | side | loaded | passed over | norms folded | largest logit | ONNX Runtime | folded | libtorch |"
echo "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
for name in "${names[@]}"; do
    "$python" "$writer" "$folder" "$name" >/dev/null
    dotnet run --project bench/parity -c Release --no-build -- "$folder" || status=1
    rm -f "$folder"/*
done
exit $status
