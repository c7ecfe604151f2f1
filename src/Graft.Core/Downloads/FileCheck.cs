using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Graft.Downloads;

/// <summary>A file on the disk beside what its publisher states.</summary>
/// <param name="Fault">What does not agree, as the second half of a sentence; null where all that is stated agrees.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">64 hexadecimal digits; null where the length was wrong already and nothing was read.</param>
public sealed record FileCheck(string? Fault, long Length, string? Sha256)
{
    private const int BlockBytes = 1 << 20;

    public bool IsMatch => Fault is null;

    /// <summary>Reads a file once and compares all that is stated.</summary>
    /// <param name="read">Told how many bytes have been read.</param>
    /// <exception cref="DownloadException">The file cannot be read.</exception>
    public static FileCheck Of(RemoteFile stated, string path, Action<long>? read = null, CancellationToken cancel = default)
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle(path, share: FileShare.ReadWrite, options: FileOptions.SequentialScan);
            long length = RandomAccess.GetLength(file);
            if (stated.Size is { } size && size != length)
            {
                return new($"has {length:N0} bytes, but {size:N0} are stated", length, null);
            }
            (string sha256, string? md5) = Hash(file, stated.Md5 is not null, read, cancel);
            string? fault = stated.Sha256 is { } prefix && !sha256.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? $"has the SHA-256 {Beginning(sha256, prefix)}, but {prefix} is stated"
                : stated.Md5 is { } sum && !sum.Equals(md5, StringComparison.OrdinalIgnoreCase) ? $"has the MD5 {md5}, but {sum} is stated" : null;
            return new(fault, length, sha256);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new DownloadException($"{path} cannot be read: {cause.Message} Check that you may read it.", cause);
        }
    }

    private static string Beginning(string hash, string stated) => stated.Length < hash.Length ? $"{hash[..Math.Max(stated.Length, 8)]}…" : hash;

    private static (string Sha256, string? Md5) Hash(SafeFileHandle file, bool both, Action<long>? read, CancellationToken cancel)
    {
        using IncrementalHash sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using IncrementalHash? md5 = both ? IncrementalHash.CreateHash(HashAlgorithmName.MD5) : null;
        byte[] block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            long at = 0;
            while (RandomAccess.Read(file, block, at) is > 0 and int count)
            {
                cancel.ThrowIfCancellationRequested();
                sha256.AppendData(block, 0, count);
                md5?.AppendData(block, 0, count);
                at += count;
                read?.Invoke(at);
            }
            return (Convert.ToHexStringLower(sha256.GetHashAndReset()), md5 is null ? null : Convert.ToHexStringLower(md5.GetHashAndReset()));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}
