#!/usr/bin/env bash
# Measures Graft beside its peers (PyTorch, TorchSharp by hand, ONNX Runtime by hand), in turn, on this machine, and writes a dated page for each section to bench/results.
#   bench/all.sh DATA WEIGHTS.pth [SECTION …]
#     DATA in the layout of Food-101; WEIGHTS of MobileNetV2 with torchvision's names; sections: linear step loader predict start head-fit finetune budget growth (default: all).
# What is finished is kept in WORK and not done again: after an interruption the same command goes on. Environment:
#   WORK=FOLDER    rows.tsv, logs, and what is thrown away (default: artifacts/bench); empty it to begin anew
#   ROUNDS=3       how often each is measured, in turn; RESULTS=FOLDER for the pages, in place of bench/results; PYTHON=python3
#   EPOCHS="1 3 6 12" PEER_EPOCHS=6 TORCHSHARP_ROUNDS=3 AUTO=auto|no            finetune
#   BUDGETS="30s 2m 10m" DRAWN=100                          budget; training pictures of each drawn class
#   NETWORKS="vgg19:16 …" ROWS="1000 10000 100000"          step, head-fit
#   GROWTH_ROUNDS=1 PICTURES="100 1000 10000 100000" CLASSES="2 10 100 1000" CLASS_PICTURES=4000 SIDES="96 128 160 192 224 288 384"
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,11s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2; }
data=$1 weights=$2
shift 2
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=${WORK:-$root/artifacts/bench}
"$root/graft" models > /dev/null # builds, so that the build is not timed
for project in Graft.Bench TorchSharp; do
    dotnet build "$root/bench/$project" -c Release -nologo -v q >&2
done
bench=("$root/artifacts/bin/Graft.Bench/release/Graft.Bench")
PYTHON=${PYTHON:-$("$root/bench/pytorch/find.sh")}
export PYTHON
[ -n "$PYTHON" ] || { echo "No PyTorch was found: its measurements will fail, the others go on. On Debian: apt install python3-torch python3-torchvision libopenblas0-pthread" >&2; PYTHON=python3; }
"${bench[@]}" compare "$data" "$weights" "$work" "${ROUNDS:-3}" "$@" && status=0 || status=$?
"${bench[@]}" plots "$work" ${RESULTS:+"$RESULTS"}
exit $status
