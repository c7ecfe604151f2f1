#!/usr/bin/env bash
# Compares every architecture with torchvision, one at a time, so that the state dicts never take more than one network's space.
# usage: bench/parity/run.sh [NAME ...]; PYTHON names an interpreter that has torch and torchvision.
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
names=("$@")
[ $# -gt 0 ] || names=(alexnet vgg{11,13,16,19}{,_bn} resnet{18,34,50,101,152} squeezenet1_{0,1} mobilenet_v2 googlenet inception_v3)
dotnet build bench/parity -c Release -nologo -v q
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
status=0
for name in "${names[@]}"; do
    "${PYTHON:-python3}" bench/parity/torchvision_parity.py "$folder" "$name" >/dev/null
    dotnet run --project bench/parity -c Release --no-build -- "$folder" || status=1
    rm -f "$folder"/*
done
exit $status
