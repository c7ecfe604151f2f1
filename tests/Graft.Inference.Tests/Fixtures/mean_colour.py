"""Writes mean-colour-fixed-batch.onnx: the mean of each channel, times four, through a softmax; a batch of exactly two, no labels, no preprocessing."""
import os

import onnx
from onnx import TensorProto, helper

nodes = [
    helper.make_node("GlobalAveragePool", ["image"], ["mean"]),
    helper.make_node("Flatten", ["mean"], ["flat"]),
    helper.make_node("Mul", ["flat", "gain"], ["logits"]),
    helper.make_node("Softmax", ["logits"], ["probabilities"], axis=1),
]
graph = helper.make_graph(
    nodes,
    "mean_colour",
    [helper.make_tensor_value_info("image", TensorProto.FLOAT, (2, 3, 32, 32))],
    [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, (2, 3))],
    [helper.make_tensor("gain", TensorProto.FLOAT, (1,), [4.0])],
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
model.ir_version = 8
onnx.checker.check_model(model)
onnx.save(model, os.path.join(os.path.dirname(__file__), "mean-colour-fixed-batch.onnx"))
