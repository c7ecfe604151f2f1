#!/usr/bin/env bash
# What graft-s is worth, and what it learned from: prints tables of top-1 on pictures that were not trained on.
#   bench/graft-s.sh DATA WEIGHTS.pth worth [SEEDS]     pretrained, random, and MobileNetV2 with ImageNet's weights: a new head alone, and trained whole by one recipe; the test pictures of DATA
#   bench/graft-s.sh DATA WEIGHTS.pth sources [STEPS]   each source by a short pretraining (default: 500 steps of 64), then a new head in three folds of the training pictures of DATA
#   DATA in the layout of Food-101. WORK keeps the figures, and what is finished there is not done again; GRAFT another program; SOURCES some lines of the list below; SIMCLR=no leaves PyTorch out.
set -euo pipefail
[ $# -ge 3 ] || { sed -n '2,5s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2; }
data=$(cd "$1" && pwd) weights=$2 part=$3
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
graft=${GRAFT:-$root/graft} work=${WORK:-$root/artifacts/graft-s}
mkdir -p "$work"
results=$work/$part.tsv
touch "$results"

have() { cut -f 1,2 "$results" | grep -qxF "$1"$'\t'"$2"; }

run() { "$@" > "$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }; }

# test NAME SEED SETTING…: trains, and measures on the test pictures.
test_of() {
    local name=$1 seed=$2
    shift 2
    have "$name" "$seed" && return
    echo "$name, seed $seed" >&2
    run $graft train --data "$data" --seed "$seed" --out "$work/run" --overwrite --no-report "$@"
    run $graft evaluate "$work/run" --data "$data" --split test --json "$work/test.json"
    printf '%s\t%s\t%s\n' "$name" "$seed" "$(sed -n 's/.*"top1": *\([0-9.]*\).*/\1/p' "$work/test.json")" >> "$results"
}

# fold_of NAME SETTING…: a new head on two thirds of the training pictures, measured on the last third, three times.
fold_of() {
    local name=$1
    shift
    for fold in 0 1 2; do
        have "$name" "$fold" && continue
        awk -v root="$data" -v fold="$fold" 'BEGIN { print "path,label,split" } { split($1, part, "/"); print root "/images/" $1 ".jpg," part[1] "," (NR % 3 == fold ? "val" : "train") }' "$data/meta/train.txt" > "$work/fold.csv"
        run $graft train --data "$work/fold.csv" --recipe linear --out "$work/head" --overwrite --no-report "$@"
        printf '%s\t%s\t%s\n' "$name" "$fold" "$(awk '/validation top-1/ { print $3 / 100 }' "$work/log")" >> "$results"
    done
}

table() {
    awk -F '\t' '
        !($1 in n) { order[++k] = $1 }
        { n[$1]++; sum[$1] += $3; list[$1] = list[$1] (list[$1] == "" ? "" : " ") sprintf("%.1f", 100 * $3) }
        END { print "| what | top-1, mean | each |"; print "|---|---:|---|"; for (i = 1; i <= k; i++) { m = order[i]; printf "| %s | %.1f %% | %s |\n", m, 100 * sum[m] / n[m], list[m] } }' "$results"
}

case $part in
    worth)
        # What --recipe auto takes for graft-s, here for both alike; and the best recipe known to us for random weights, for both too.
        # shellcheck disable=SC2206 # settings are words
        whole=(--recipe finetune --epochs "${EPOCHS:-12}" --set model.freeze=none --set model.batchNorm=train --rate 0.005 --set training.rateAtInput=0.5 ${SETTINGS:-})
        scratch=(--recipe scratch --epochs 20 --batch 32 --rate 0.004 --set training.resolution=80% --set training.optimizer.type=adamw --set training.optimizer.nesterov=false --set training.labelSmoothing=0)
        for seed in $(seq 1 "${4:-3}"); do
            test_of "graft-s, random weights, head alone" "$seed" --model graft-s --weights none --recipe linear
            test_of "graft-s, head alone" "$seed" --model graft-s --recipe linear
            test_of "MobileNetV2 with ImageNet's weights, head alone" "$seed" --model mobilenet_v2 --weights "$weights" --recipe linear
            test_of "graft-s, random weights, trained whole" "$seed" --model graft-s --weights none "${whole[@]}"
            test_of "graft-s, trained whole" "$seed" --model graft-s "${whole[@]}"
            test_of "graft-s, random weights, trained by the recipe of random weights" "$seed" --model graft-s --weights none "${scratch[@]}"
            test_of "graft-s, trained by the recipe of random weights" "$seed" --model graft-s --weights graft-s.FORMULA_V1 "${scratch[@]}"
            test_of "MobileNetV2 with ImageNet's weights, fine-tuned" "$seed" --model mobilenet_v2 --weights "$weights" --recipe finetune --epochs 12
        done
        ;;
    sources)
        steps=${4:-500}
        fold_of "random weights" --model graft-s --weights none
        while IFS=$'\t' read -r name source settings; do
            [ -n "$name" ] && ! have "$name" 2 && { [ -z "${SOURCES:-}" ] || grep -qF "$name" <<< "$SOURCES"; } || continue
            echo "$name" >&2
            # shellcheck disable=SC2086 # settings are words
            run $graft train --data "$source" --recipe "$root/samples/graft-s/recipe.json" --set "training.length=$steps steps" --set training.evaluateEvery=never --set training.evaluateAtEnd=false --out "$work/source" --overwrite --no-report $settings
            fold_of "$name" --model "$work/source"
        done << 'LIST'
fractals	formula:fractals,side=96
one-fractal	formula:one-fractal,side=96
contours	formula:contours,side=96
atoms	formula:atoms,side=96
surfaces	formula:surfaces,side=96
scenes	formula:scenes,side=96
scenes, 64 classes	formula:scenes,side=96,classes=64,instances=4000
scenes, each picture its own class, varied by crops, light and colour	formula:scenes,side=96,classes=2000,instances=1	--set data.validationFraction=0 --set augmentation.cropLow=0.2 --set augmentation.brightness=0.4 --set augmentation.contrast=0.4 --set augmentation.saturation=0.4 --set augmentation.hue=0.1
LIST
        if [ "${SIMCLR:-yes}" = yes ] && ! have "scenes without labels, SimCLR" 2; then
            echo SimCLR >&2
            dotnet build "$root/bench/Graft.Bench" -c Release -nologo -v q > /dev/null
            run "$root/artifacts/bin/Graft.Bench/release/Graft.Bench" formula-pictures formula:scenes,side=96,classes=256,instances=125 "$work/pictures.bin" 96
            python=$("$root/bench/pytorch/find.sh")
            run "${python:?PyTorch was not found (SIMCLR=no leaves it out)}" "$root/bench/pytorch/simclr.py" "$work/pictures.bin" "$work/simclr.safetensors" --steps "$steps"
            fold_of "scenes without labels, SimCLR" --model graft-s --weights "$work/simclr.safetensors"
        fi
        ;;
    *) echo "There are 'worth' and 'sources', not '$part'." >&2; exit 2 ;;
esac
table
