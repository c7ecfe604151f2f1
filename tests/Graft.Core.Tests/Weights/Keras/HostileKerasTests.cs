namespace Graft.Core.Tests.Weights.Keras;

public class HostileKerasTests
{
    /// <summary>What is allocated is bounded by what deflate could make of the whole file, a few copies of it.</summary>
    [Theory]
    [InlineData("userblock.h5", 5)]
    [InlineData("soft.h5", 1)]
    [InlineData("keras1.h5", 23)]
    [InlineData("model.h5", 29)]
    [InlineData("keras3.weights.h5", 31)]
    [InlineData("latest.h5", 149)]
    [InlineData("chunked.h5", 61)]
    public void A_damaged_file_is_refused_or_read_and_nothing_else_happens(string name, int stride)
    {
        byte[] sound = File.ReadAllBytes(KerasFileTests.PathOf(name));
        (int refused, int all, long most) = (0, 0, 0);
        foreach (byte[] damaged in HostileWeights.Damage(sound, random: 250, seed: 6, stride))
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            bool reads = HostileWeights.Reads(damaged);
            most = Math.Max(most, GC.GetAllocatedBytesForCurrentThread() - before);
            (refused, all) = (refused + (reads ? 0 : 1), all + 1);
        }
        Assert.InRange(refused, all / 8, all);
        Assert.InRange(most, 0, 6L * 1040 * sound.Length);
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {refused} of {all} refused, at most {most} bytes allocated");
    }
}
