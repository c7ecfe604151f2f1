using Graft.Tests;

namespace Graft.Imaging.Tests;

/// <summary>The committed pictures and what PIL makes of them; Fixtures/make_fixtures.py wrote both.</summary>
internal static class Fixture
{
    public static string File(string name) => Path.Combine(TestData.Repository, "tests", "Graft.Imaging.Tests", "Fixtures", name);

    public static byte[] Expected(string name) => System.IO.File.ReadAllBytes(File(name + ".u8"));

    /// <summary>Mean absolute difference, in steps of 255.</summary>
    public static double Difference(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        Assert.Equal(one.Length, other.Length);
        long sum = 0;
        for (int i = 0; i < one.Length; i++)
        {
            sum += Math.Abs(one[i] - other[i]);
        }
        return (double)sum / one.Length;
    }
}

/// <summary>A folder that goes away with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("graft-test-").FullName;

    public string Of(string relative) => System.IO.Path.Combine(Path, relative);

    /// <summary>Writes a small picture, or whatever bytes are given, making the folders it lies in.</summary>
    public string Put(string relative, byte[]? bytes = null)
    {
        string file = Of(relative);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        System.IO.File.WriteAllBytes(file, bytes ?? Unique(relative));
        return file;
    }

    public string PutText(string relative, string text) => Put(relative, System.Text.Encoding.UTF8.GetBytes(text));

    public void Dispose() => Directory.Delete(Path, recursive: true);

    // What follows the end of a JPEG is not looked at, so the same pixels make as many different files as one likes.
    private static byte[] Unique(string relative) => [.. System.IO.File.ReadAllBytes(Fixture.File("orientation-1.jpg")), .. System.Text.Encoding.UTF8.GetBytes(relative)];
}
