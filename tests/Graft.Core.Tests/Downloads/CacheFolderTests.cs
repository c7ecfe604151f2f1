using Graft.Downloads;

namespace Graft.Core.Tests.Downloads;

public class CacheFolderTests
{
    [Theory]
    [InlineData("/own/cache", "/xdg", "/home/me", "/own/cache")]
    [InlineData(null, "/xdg", "/home/me", "/xdg/graft")]
    [InlineData("", "", "/home/me", "/home/me/.cache/graft")]
    [InlineData(null, "relative/is/passed/over", "/home/me", "/home/me/.cache/graft")]
    public void The_first_of_own_variable_xdg_and_home_names_the_folder(string? own, string? xdg, string home, string expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "paths of Unix");
        Assert.Equal(expected, CacheFolder.Find(name => name switch { "GRAFT_CACHE" => own, "XDG_CACHE_HOME" => xdg, "HOME" => home, _ => null }, windows: false));
    }

    [Fact]
    public void Windows_keeps_it_under_the_local_application_data() =>
        Assert.Equal(Path.Combine("local", "graft"), CacheFolder.Find(name => name == "LOCALAPPDATA" ? "local" : null, windows: true));

    [Fact]
    public void MacOS_keeps_it_in_the_library() =>
        Assert.Equal("/Users/me/Library/Caches/graft", CacheFolder.Find(name => name == "HOME" ? "/Users/me" : null, windows: false, mac: true).Replace('\\', '/'));

    [Fact]
    public void Without_a_home_there_is_still_a_folder() => Assert.StartsWith(Path.GetTempPath(), CacheFolder.Find(_ => null, windows: false), StringComparison.Ordinal);
}
