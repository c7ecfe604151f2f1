using System.Runtime.Intrinsics;
using Graft.Graphs.Ops;
using Graft.Training.Winograd;
using TorchSharp;
using F = TorchSharp.torch.nn.functional;
using Tensor = TorchSharp.torch.Tensor;

namespace Graft.Training.Tests.Winograd;

/// <summary>Against libtorch's own convolution, in double precision.</summary>
public class WinogradTests
{
    [Theory]
    [InlineData(8, 32, 32, 12, 12)]
    [InlineData(2, 64, 128, 23, 31)] // odd sides: the last tiles reach over the picture
    [InlineData(3, 128, 64, 24, 33)]
    [InlineData(40, 32, 64, 5, 5)]
    [InlineData(16, 320, 32, 8, 7)]
    [InlineData(150, 64, 32, 2, 3)]
    public void Outputs_and_gradients_are_those_of_the_convolution(int batch, int from, int to, int height, int width)
    {
        Assert.SkipUnless(Vector512.IsHardwareAccelerated, "this processor has no vectors of 512 bits");
        using IDisposable scope = torch.NewDisposeScope();
        torch.manual_seed(from + to);
        Tensor[] inputs = [torch.randn(batch, from, height, width), torch.randn(to, from, 3, 3), torch.randn(to)];
        Tensor gradient = torch.randn(batch, to, height, width);
        Tensor[] ours = Run(inputs, gradient, (x, kernels, bias) =>
        {
            Assert.True(WinogradFunction.Suits(new Conv(new(3) { Pad = 1 }), x, kernels));
            return WinogradFunction.Convolve(x, kernels, bias);
        });
        Tensor[] exact = Run([.. inputs.Select(input => input.to(torch.ScalarType.Float64))], gradient.to(torch.ScalarType.Float64), (x, kernels, bias) => F.conv2d(x, kernels, bias, [1, 1], [1, 1]));
        Tensor[] straight = Run(inputs, gradient, (x, kernels, bias) => F.conv2d(x, kernels, bias, [1, 1], [1, 1]));
        Assert.All(ours.Zip(exact, straight), triple =>
        {
            double size = triple.Second.abs().max().item<double>(), error = Error(triple.First, triple.Second), direct = Error(triple.Third, triple.Second);
            Assert.True(error <= Math.Max(4 * direct, 1e-6 * size), $"{string.Join('×', triple.First.shape)}: {error} where the straight way is off by {direct}, of {size}");
        });
    }

    [Fact]
    public void The_same_bits_come_out_whatever_the_number_of_threads()
    {
        Assert.SkipUnless(Vector512.IsHardwareAccelerated, "this processor has no vectors of 512 bits");
        using IDisposable scope = torch.NewDisposeScope();
        torch.manual_seed(1);
        Tensor[] inputs = [torch.randn(9, 64, 40, 40), torch.randn(64, 64, 3, 3), torch.randn(64)];
        Tensor gradient = torch.randn(9, 64, 40, 40);
        int threads = torch.get_num_threads();
        try
        {
            torch.set_num_threads(1);
            Tensor[] one = Run(inputs, gradient, WinogradFunction.Convolve);
            torch.set_num_threads(3);
            Tensor[] three = Run(inputs, gradient, WinogradFunction.Convolve);
            Assert.All(one.Take(3).Zip(three), pair => Assert.True((pair.First == pair.Second).all().item<bool>()));
        }
        finally
        {
            torch.set_num_threads(threads);
        }
    }

    [Fact]
    public void Nothing_is_left_behind()
    {
        Assert.SkipUnless(Vector512.IsHardwareAccelerated, "this processor has no vectors of 512 bits");
        torch.Tensor x = torch.randn(8, 32, 20, 20).to(torch.CPU), kernels = torch.randn(32, 32, 3, 3), bias = torch.randn(32), gradient = torch.randn(8, 32, 20, 20);
        long after10 = 0;
        for (int step = 0; step < 100; step++)
        {
            using (torch.NewDisposeScope())
            {
                Run([x, kernels, bias], gradient, WinogradFunction.Convolve);
            }
            if (step == 10)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                after10 = Tensor.TotalCount;
            }
        }
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.InRange(Tensor.TotalCount, 0, after10);
    }

    [Theory]
    [InlineData(3, 1, 1, 1, false)] // 16 channels do not fill a tile of the product
    [InlineData(3, 2, 1, 1, true)]
    [InlineData(3, 1, 0, 1, true)]
    [InlineData(3, 1, 1, 2, true)]
    [InlineData(5, 1, 1, 1, true)]
    public void Other_convolutions_are_left_to_libtorch(int kernel, int stride, int pad, int groups, bool wide)
    {
        int channels = wide ? 64 : 16;
        using Tensor x = ChannelsLast(torch.randn(4, channels, 32, 32)), kernels = torch.randn(channels, channels / groups, kernel, kernel);
        Assert.False(WinogradFunction.Suits(new Conv(new(kernel) { Stride = stride, Pad = pad }, Groups: groups), x, kernels));
        using Tensor planes = torch.randn(4, 64, 32, 32), square = torch.randn(64, 64, 3, 3);
        Assert.False(WinogradFunction.Suits(new Conv(new(3) { Pad = 1 }), planes, square));
    }

    /// <summary>Output, gradients of input, kernels and bias.</summary>
    private static Tensor[] Run(Tensor[] inputs, Tensor gradient, Func<Tensor, Tensor, Tensor, Tensor> convolve)
    {
        Tensor x = ChannelsLast(inputs[0]).detach().requires_grad_(), kernels = inputs[1].clone().detach().requires_grad_(), bias = inputs[2].clone().detach().requires_grad_();
        Tensor y = convolve(x, kernels, bias);
        (y * gradient).sum().backward();
        return [y.detach(), x.grad!, kernels.grad!, bias.grad!];
    }

    private static Tensor ChannelsLast(Tensor x) => x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

    private static double Error(Tensor ours, Tensor exact) => (ours.to(torch.ScalarType.Float64) - exact).abs().max().item<double>();
}
