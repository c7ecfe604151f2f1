namespace Graft.Tests;

/// <summary>Text that a person has looked at and approved, kept in the repository; a change shows up as a difference in a review.</summary>
internal static class Approved
{
    /// <summary>Compares with the file at a path below the repository's root; with <c>GRAFT_APPROVE=1</c> in the environment, writes the file instead.</summary>
    public static void Matches(string path, string actual)
    {
        string file = Path.Combine(TestData.Repository, path);
        if (Environment.GetEnvironmentVariable("GRAFT_APPROVE") == "1")
        {
            File.WriteAllText(file, actual);
        }
        string approved = File.Exists(file) ? File.ReadAllText(file) : "";
        Assert.True(approved == actual, $"{path} is not what was approved. Run the test with GRAFT_APPROVE=1 and look at the difference with git diff. It is now:\n{actual}");
    }
}
