#!/usr/bin/env bash
# Prints a Python that has PyTorch: $PYTHON, or the first of python3 and /usr/bin/python3, since Debian's PyTorch belongs to Debian's Python, which need not be the first. Prints nothing where there is none.
for python in ${PYTHON:-python3 /usr/bin/python3}; do
    "$python" -c 'import torch, torchvision' 2> /dev/null && echo "$python" && exit
done
true
