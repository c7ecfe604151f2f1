#!/usr/bin/env bash
# What each choice of the fine-tuning recipe is worth: trains every variant of bench/choices.tsv with every seed, and prints means over the seeds
# beside the differences from the first variant, seed by seed, of top-1 on the test pictures and of processor time (which, unlike the clock, does not count what other programs take).
#   bench/choices.sh DATA WEIGHTS.pth [SEEDS]
#   WORK keeps the figures, and what is finished there is not done again; VARIANTS is another list; GRAFT another program.
set -euo pipefail
data=$1 weights=$2 seeds=${3:-3}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
graft=${GRAFT:-$root/graft} variants=${VARIANTS:-$root/bench/choices.tsv} work=${WORK:-$(mktemp -d)}
mkdir -p "$work"
results=$work/results.tsv
touch "$results"
TIMEFORMAT='%U %S'
for seed in $(seq 1 "$seeds"); do
    while IFS=$'\t' read -r name settings; do
        [ -n "$name" ] && [ "${name:0:1}" != '#' ] && ! cut -f 1,2 "$results" | grep -qxF "$name"$'\t'"$seed" || continue
        echo "$name, seed $seed" >&2
        run=$work/run
        # shellcheck disable=SC2086 # settings are words
        spent=$({ time $graft train --data "$data" --model mobilenet_v2 --weights "$weights" --recipe finetune --seed "$seed" --out "$run" --overwrite --no-report $settings > "$work/log" 2>&1; } 2>&1) || { cat "$work/log" >&2; exit 1; }
        $graft evaluate "$run" --data "$data" --split test --json "$work/test.json" > "$work/log" 2>&1
        top1=$(sed -n 's/.*"top1": *\([0-9.]*\).*/\1/p' "$work/test.json") loss=$(sed -n 's/.*"loss": *\([0-9.]*\).*/\1/p' "$work/test.json")
        printf '%s\t%s\t%s\t%s\t%s\n' "$name" "$seed" "$top1" "$loss" "$(awk "BEGIN { split(\"$spent\", t, \" \"); print t[1] + t[2] }")" >> "$results"
    done < "$variants"
done
awk -F '\t' '
    !(($1) in n) { order[++k] = $1 }
    { n[$1]++; top[$1] += $3; loss[$1] += $4; cpu[$1] += $5; at[$1, $2] = $3 }
    END {
        print "| choice | top-1 | difference, points (each seed) | loss | processor seconds |"; print "|---|---|---|---|---|"
        for (i = 1; i <= k; i++) {
            name = order[i]; sum = 0; list = ""
            for (s = 1; s <= n[name]; s++) { d = 100 * (at[name, s] - at[order[1], s]); sum += d; list = list (s > 1 ? " " : "") sprintf("%+.1f", d) }
            printf "| %s | %.3f | %+.1f (%s) | %.3f | %.0f |\n", name, top[name] / n[name], sum / n[name], list, loss[name] / n[name], cpu[name] / n[name]
        }
    }' "$results"
