#!/usr/bin/env bash
# How well the score of 'graft predict' tells strange pictures from those of the test set: ROC areas for photos of other things and for pictures that formulas draw.
# usage: bench/trust.sh RUN DATA PHOTOS [PATTERN]; DATA in the Food-101 layout, PHOTOS a folder, PATTERN the names there to leave out. GRAFT names another graft.dll than the release build's.
set -eu
run=$(realpath "$1"); data=$(realpath "$2"); photos=$(realpath "$3"); without=${4:-^$}
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [ -z "${GRAFT:-}" ]; then dotnet build src/Graft.Cli -c Release -nologo -v q >&2; GRAFT=artifacts/bin/Graft.Cli/release/graft.dll; fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
answers() { tr '\n' '\0' | xargs -0 -x -n 100000 -s 500000 dotnet "$GRAFT" predict "$run" --top 1 --json "$folder/$1.json" >&2; }

sed "s|^|$data/images/|; s|$|.jpg|" "$data/meta/test.txt" | answers test
find "$photos" -type f -iname '*.jp*g' | grep -Ev "$without" | sort | answers photos
sets=("photos=$folder/photos.json")
for kind in scenes surfaces fractals atoms contours; do
  for class in {0..49}; do printf 'formula:%s,256,0/c%05d/i0000000\n' "$kind" "$class"; done | answers "$kind"
  sets+=("$kind=$folder/$kind.json")
done
python3 bench/trust/auroc.py "$folder/test.json" "${sets[@]}"
