namespace Graft.Core.Tests.Weights;

public class HostileWeightsTests
{
    [Theory]
    [InlineData("types-zip.pth")]
    [InlineData("types-legacy.pth")]
    [InlineData("views-zip.pth")]
    [InlineData("checkpoint-legacy.pth")]
    [InlineData("protocol4-legacy.pth")]
    [InlineData("untyped.pth")]
    [InlineData("storage-view-legacy.pth")]
    [InlineData("types.safetensors")]
    public void A_damaged_file_is_refused_or_read_and_nothing_else_happens(string name)
    {
        byte[] sound = File.ReadAllBytes(WeightFixtures.PathOf(name));
        (int refused, int all, long most) = (0, 0, 0);
        foreach (byte[] damaged in HostileWeights.Damage(sound, random: 1000, seed: 5))
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            bool reads = HostileWeights.Reads(damaged);
            most = Math.Max(most, GC.GetAllocatedBytesForCurrentThread() - before);
            (refused, all) = (refused + (reads ? 0 : 1), all + 1);
        }
        Assert.InRange(refused, all / 4, all);
        Assert.InRange(most, 0, 1 << 20);
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {refused} of {all} refused, at most {most} bytes allocated");
    }
}
