// In this project a Tensor is libtorch's; a graph's constant is a Weight.
global using Tensor = TorchSharp.torch.Tensor;
global using Weight = Graft.Graphs.Tensor;
