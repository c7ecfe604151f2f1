#!/usr/bin/env bash
# The price of each mistake of the tutorial of 2018 (docs/seed.md): trains with and without it and prints a table of the differences in top-1 on the test pictures.
# usage: bench/seed.sh DATA WEIGHTS.onnx [SEEDS]
#   DATA in the layout of Food-101; WEIGHTS an ONNX network without batch norm, as VGG is (SqueezeNet 1.1).
#   EPOCHS, SIDE, BATCH, RATE (environment) change the length and the size of pictures; WORK keeps the runs, and what is finished there is not done again.
set -euo pipefail
data=$1 weights=$2 seeds=${3:-3}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=${WORK:-$(mktemp -d)}
[ -n "${WORK:-}" ] || trap 'rm -rf "$work"' EXIT
dotnet build "$root/bench/seed" -c Release -nologo -v q >&2
arguments=("$data" "$weights" "$work" "$seeds" "${EPOCHS:-20}" "${SIDE:-224}" "${BATCH:-16}" "${RATE:-0.001}")
dotnet "$root/artifacts/bin/Graft.Seed/release/Graft.Seed.dll" "${arguments[@]}"
