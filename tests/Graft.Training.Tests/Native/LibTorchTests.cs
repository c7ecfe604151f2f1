using Graft.Training.Native;
using TorchSharp;

namespace Graft.Training.Tests.Native;

public class LibTorchTests
{
    [Fact]
    public void A_gradient_is_computed()
    {
        LibTorch.EnsureLoaded();
        using torch.Tensor x = torch.tensor(new[] { 1f, 2f, 3f }, requires_grad: true);
        using torch.Tensor y = (x * x).sum();
        y.backward();
        Assert.Equal([2f, 4f, 6f], x.grad!.data<float>().ToArray());
    }
}
