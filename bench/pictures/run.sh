#!/usr/bin/env bash
# Compares crops with PIL's and torchvision's on real photos, and times both.
# usage: bench/pictures/run.sh DATA [COUNT]; PYTHON names an interpreter that has PIL and torchvision.
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
dotnet build bench/pictures -c Release -nologo -v q
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" bench/pictures/pil_crops.py "$folder" "$@"
dotnet run --project bench/pictures -c Release --no-build -- "$folder"
