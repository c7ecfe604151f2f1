#!/usr/bin/env bash
# What graft serve can do on this machine, on loopback: throughput beside ONNX Runtime by hand with the same photos decoded, latency at half of that, memory over many requests, hostile uploads,
# and new versions of the model under load. Needs wrk, hey and python3 (Debian has all three).
#   bench/serve.sh MODEL.onnx DATA [REQUESTS]          100,000 requests take a quarter of an hour; 1,000 show that all works
# SECONDS_EACH (20) and CONNECTIONS (16) change the shorter measurements.
set -euo pipefail
model=$(realpath "$1") data=$(realpath "$2") requests=${3:-100000} seconds=${SECONDS_EACH:-20} connections=${CONNECTIONS:-16}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
for tool in wrk hey python3; do command -v "$tool" > /dev/null || { echo "needs $tool"; exit 2; }; done
dotnet build -c Release "$root/src/Graft.Cli" -nologo -v q > /dev/null
dotnet build -c Release "$root/bench/Graft.Bench" -nologo -v q > /dev/null
find "$data" -name '*.jpg' | sort | awk 'NR % 4 == 1 && ++n <= 400' > "$work/photos"
export GRAFT_PHOTOS=$work/photos
echo "$(nproc) cores, $(wc -l < "$work/photos") photos of $(xargs -a "$work/photos" cat | wc -c | awk -v n="$(wc -l < "$work/photos")" '{ printf "%.0f KB on average", $1 / n / 1000 }'), $(basename "$model")"

bare() { dotnet "$root/artifacts/bin/Graft.Bench/release/Graft.Bench.dll" bare-batches "$model" "$work/photos" "$seconds"; }
start() {
    cp "$model" "$work/served.onnx"
    "$root/artifacts/bin/Graft.Cli/release/graft" serve m="$work/served.onnx" --urls http://127.0.0.1:0 --quiet > "$work/address" 2> "$work/log" &
    server=$!
    until [ -s "$work/address" ]; do sleep 0.1; kill -0 "$server"; done
    address=$(head -1 "$work/address")
}
memory() { awk '/VmRSS/ { printf "%.0f", $2 / 1024 }' "/proc/$server/status"; }
# posts for so many seconds; sets count, time, refused, broken, p50, p99
load() { read -r _ count time refused broken p50 p99 < <(wrk -t1 -c"$connections" -d"$1s" --timeout 30s -s "$root/bench/serve/photos.lua" "$address" | grep ^RESULT); }
rate() { awk -v n="$count" -v t="$time" 'BEGIN { printf "%.1f", n / t }'; }

start
load 5 # warm
for round in 1 2 3; do
    kill -STOP "$server"; by_hand=$(bare); kill -CONT "$server"
    load "$seconds"
    echo "round $round: by hand $by_hand pictures/s, server $(rate) requests/s, $(awk -v a="$(rate)" -v b="$by_hand" 'BEGIN { printf "%.2f", a / b }') of it; median ${p50} ms, p99 ${p99} ms at $connections connections; refused $refused, broken $broken"
done
half=$(awk -v r="$(rate)" 'BEGIN { printf "%.2f", r / 2 }')
hey -z "${seconds}s" -c 8 -q "$(awk -v r="$half" 'BEGIN { printf "%.3f", r / 8 }')" -m POST -T image/jpeg -D "$(head -1 "$work/photos")" "$address/v1/predict?top=1" > "$work/hey"
echo "at half of that, $half requests/s asked: $(awk '/Requests\/sec/ { printf "%.1f requests/s, ", $2 } /^ *(50|95|99)%/ { printf "%s %.1f ms ", $1, 1000 * $3 }' "$work/hey")"

echo "memory before: $(memory) MB"
sent=0
while [ "$sent" -lt "$requests" ]; do
    left=$(awk -v n="$requests" -v s="$sent" -v r="$(rate)" 'BEGIN { t = int((n - s) / r) + 1; print t < 60 ? t : 60 }')
    load "$left"
    sent=$((sent + count))
    echo "$sent requests: $(memory) MB, $(rate) requests/s, p99 ${p99} ms, refused $refused, broken $broken"
done

hostile=$((requests / 10))
python3 "$root/bench/serve/hostile.py" 127.0.0.1 "${address##*:}" "$(head -1 "$work/photos")" "$hostile"
sleep 2
echo "memory after them: $(memory) MB"

( for swap in 1 2 3 4 5 6; do sleep 2.5; python3 - "$work/served.onnx" "$swap" <<'PY'
import os, sys
# A field that no reader knows (number 2000, a varint) makes it another file and the same model.
path, swap = sys.argv[1], int(sys.argv[2])
with open(path + ".new", "wb") as target:
    target.write(open(path, "rb").read() + bytes([0x80, 0x7d, swap]))
os.replace(path + ".new", path)
PY
done ) &
swapper=$!
load 18
wait "$swapper"
sleep 3
echo "under load: $(grep -c 'in place of' "$work/log") new versions served, $count requests, refused $refused, broken $broken"
curl -s "$address/metrics" | awk '/^graft_(predictions|model_swaps)_total/ { sum[substr($1, 1, index($1, "{") - 1)] += $2 } END { for (name in sum) printf "%s %d\n", name, sum[name] }'
kill -TERM "$server"; wait "$server" && echo "the server ended well"; server=
