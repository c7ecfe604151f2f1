#!/usr/bin/env bash
# Does what a Dockerfile's first stage does, without Docker: COPY and RUN in an empty folder with an empty package cache, so that a forgotten file shows.
# usage: docker/rehearse.sh DOCKERFILE FOLDER     the result lies in FOLDER/app
set -euo pipefail
dockerfile=$(realpath "$1") folder=$(realpath -m "$2") root=$(cd "$(dirname "$0")/.." && pwd)
[ ! -e "$folder" ] || { echo "$folder exists; name a new one"; exit 2; }
mkdir -p "$folder/source" "$folder/app"
export NUGET_PACKAGES=${NUGET_PACKAGES:-$folder/packages}
cd "$folder/source"
stage=0
while read -r word rest; do
    case $word in
        FROM) stage=$((stage + 1)) ;;
        COPY)
            [ "$stage" -eq 1 ] || continue
            read -ra names <<<"$rest"
            mkdir -p "${names[-1]}"
            for name in "${names[@]::${#names[@]}-1}"; do
                # What .dockerignore leaves out, no matter how deep.
                if [ -d "$root/$name" ]; then tar -C "$root/$name" --exclude=bin --exclude=obj -c . | tar -C "${names[-1]}" -x; else cp "$root/$name" "${names[-1]}"; fi
            done ;;
        RUN)
            [ "$stage" -eq 1 ] || continue
            echo "+ $rest"
            bash -euc "${rest//\/app/$folder/app}" ;;
    esac
done < "$dockerfile"
du -sh "$folder/app"
