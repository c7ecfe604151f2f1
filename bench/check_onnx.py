#!/usr/bin/env python3
"""Has the ONNX package's own checker look at files that Graft wrote: python3 bench/check_onnx.py FILE.onnx ...

A file of every operation is made by the test SampleFilesTests when GRAFT_SAMPLES names a folder:
    GRAFT_SAMPLES=/tmp/samples dotnet test --project tests/Graft.Core.Tests -- --filter-class "*SampleFilesTests"
    python3 bench/check_onnx.py /tmp/samples/*.onnx
"""
import sys

import onnx
import onnx.checker
import onnx.defs

newest = onnx.defs.onnx_opset_version()
failed = skipped = 0
for path in sys.argv[1:]:
    opset = onnx.load(path, load_external_data=False).opset_import[0].version
    if opset > newest:
        print(f"{path}: skipped, opset {opset} is newer than this package's {newest}")
        skipped += 1
        continue
    try:
        onnx.checker.check_model(path, full_check=True)
    except Exception as error:  # whatever the checker throws is its verdict
        print(f"{path}: {error}")
        failed += 1
print(f"{len(sys.argv) - 1 - failed - skipped} of {len(sys.argv) - 1} files pass, {failed} fail, {skipped} skipped (onnx {onnx.__version__})")
sys.exit(1 if failed else 0)
