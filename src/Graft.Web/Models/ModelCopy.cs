using System.Security.Cryptography;

namespace Graft.Web;

/// <summary>A copy of a model's files for one version of it. The server maps weights from it, so whoever writes over the original in place cannot pull them away under a request.</summary>
internal sealed class ModelCopy : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("graft-serve-").FullName;

    /// <exception cref="IOException">The file cannot be read, or the temporary folder has no room.</exception>
    public ModelCopy(string file)
    {
        try
        {
            Path = System.IO.Path.Combine(folder, System.IO.Path.GetFileName(file));
            Version = Copy(file, Path);
            // Where a large model's weights lie beside it.
            if (File.Exists(file + ".data"))
            {
                Version = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Version + Copy(file + ".data", Path + ".data"))));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Path { get; } = "";

    /// <summary>What tells this content from any other: SHA-256 in hexadecimal.</summary>
    public string Version { get; } = "";

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static string Copy(string from, string to)
    {
        using FileStream source = new(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);
        using FileStream target = new(to, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 20];
        while (source.Read(buffer) is > 0 and int read)
        {
            hash.AppendData(buffer, 0, read);
            target.Write(buffer, 0, read);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
