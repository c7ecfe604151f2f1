using Graft.Tests;

namespace Graft.Core.Tests;

/// <summary>Small files that a script beside them wrote.</summary>
internal static class Fixture
{
    public static string PathOf(string name) => Path.Combine(TestData.Repository, "tests", "Graft.Core.Tests", "Fixtures", name);
}
