namespace Graft.Inference.Tests;

public sealed class PhysicalCoresTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("graft-cores-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("0-7", 4)]
    [InlineData("0,4", 1)]
    [InlineData("0-1,4-5", 2)]
    [InlineData("3", 1)]
    [InlineData("9", null)]
    [InlineData("x", null)]
    public void Hardware_threads_of_one_core_count_once_and_forbidden_ones_not_at_all(string allowed, int? cores)
    {
        // Four cores with two hardware threads each: processor p shares its core with p + 4.
        for (int processor = 0; processor < 8; processor++)
        {
            string topology = Directory.CreateDirectory(Path.Combine(folder.FullName, $"cpu{processor}", "topology")).FullName;
            File.WriteAllText(Path.Combine(topology, "thread_siblings_list"), $"{processor % 4},{processor % 4 + 4}\n");
        }
        string status = Path.Combine(folder.FullName, "status");
        File.WriteAllText(status, $"Name:\tgraft\nCpus_allowed:\tff\nCpus_allowed_list:\t{allowed}\n");

        Assert.Equal(cores, PhysicalCores.Linux(folder.FullName, status));
    }

    [Fact]
    public void Where_nothing_is_told_nothing_is_claimed() => Assert.Null(PhysicalCores.Linux(folder.FullName, Path.Combine(folder.FullName, "missing")));

    [Fact]
    public void There_is_at_least_one_and_no_more_than_processors() => Assert.InRange(PhysicalCores.Count, 1, Environment.ProcessorCount);
}
