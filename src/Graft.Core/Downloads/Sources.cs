namespace Graft.Downloads;

/// <summary>Where a file may come from.</summary>
/// <param name="Place">The address, or the path of a file in a mirror's folder.</param>
/// <param name="Address">Null for a path.</param>
internal sealed record Source(string Place, Uri? Address)
{
    /// <summary>Whether this is a file that can be read now.</summary>
    public bool HasFile => Address is null && File.Exists(Place);
}

/// <summary>The places to look for a file in, in order.</summary>
internal static class Sources
{
    public static IEnumerable<Source> Of(RemoteFile file, DownloadOptions options)
    {
        IEnumerable<Source> all = options.Mirrors.Select(mirror => Mirror(mirror, file.Name)).Append(new(file.Address.AbsoluteUri, file.Address));
        return all.Where(source => source.Address is null || !options.Offline);
    }

    /// <summary>What a person can do without this program.</summary>
    public static string ByHand(RemoteFile file, string path) =>
        $"Fetch {file.Address} on a machine that can, and put it at {path}; or name a folder or a server that has {file.Name} in {DownloadOptions.MirrorVariable}.";

    private static Source Mirror(string mirror, string name)
    {
        if (Uri.TryCreate(mirror, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https")
        {
            Uri whole = new($"{mirror.TrimEnd('/')}/{Uri.EscapeDataString(name)}");
            return new(whole.AbsoluteUri, whole);
        }
        return new(Path.GetFullPath(Path.Combine(address is { IsFile: true } ? address.LocalPath : mirror, name)), null);
    }
}
