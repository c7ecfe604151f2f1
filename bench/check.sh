#!/usr/bin/env bash
# Plants faults in copies of a data set and counts what 'graft check' finds: broken files, copies, near copies, odd pictures, and 5 % of swapped labels with three seeds.
# usage: bench/check.sh DATA WEIGHTS.pth; DATA in the Food-101 layout. PYTHON names an interpreter that has PIL.
set -eu
data=$(realpath "$1"); weights=$(realpath "$2")
cd "$(dirname "${BASH_SOURCE[0]}")/.."
python=${PYTHON:-python3}
dotnet build src/Graft.Cli -c Release -nologo -v q
graft() { dotnet artifacts/bin/Graft.Cli/release/graft.dll "$@"; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
model=(--model mobilenet_v2 --weights "$weights")

echo "## Untouched"; echo
graft check "$data" --fail-on never --json "$folder/clean.json" >/dev/null
echo '{"truth": []}' > "$folder/none.json"
"$python" bench/check/faults.py score "$folder/none.json" "$folder/clean.json"

echo; echo "## Planted faults, without a network"; echo
"$python" bench/check/faults.py plant "$data" "$folder/faults" 1
graft check "$folder/faults" --fail-on never --json "$folder/faults.json" >/dev/null
"$python" bench/check/faults.py score "$folder/faults.truth.json" "$folder/faults.json"

echo; echo "## The same with --mirrored and a network"; echo
graft check "$folder/faults" --mirrored "${model[@]}" --fail-on never --json "$folder/model.json" >/dev/null
"$python" bench/check/faults.py score "$folder/faults.truth.json" "$folder/model.json"

for seed in 1 2 3; do
  echo; echo "## 5 % of the labels swapped, seed $seed"; echo
  "$python" bench/check/faults.py labels "$data" "$folder/labels-$seed.csv" "$seed"
  graft check "$folder/labels-$seed.csv" "${model[@]}" --fail-on never --json "$folder/labels-$seed.json" >/dev/null
  "$python" bench/check/faults.py score "$folder/labels-$seed.csv.truth.json" "$folder/labels-$seed.json"
done
