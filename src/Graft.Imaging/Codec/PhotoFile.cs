namespace Graft.Imaging;

/// <summary>A picture file's bytes.</summary>
internal static unsafe class PhotoFile
{
    /// <summary>Reads a whole file into a buffer.</summary>
    /// <exception cref="ImageException">The file is absent, empty, too large, not to be read, or changes under the reader.</exception>
    public static (IntPtr Start, int Length) Read(string path, NativeBuffer buffer, DecodeLimits limits)
    {
        try
        {
            // A pipe or a device has no length, and opening one could wait for ever.
            long stated = LengthOf(path);
            if (stated == 0)
            {
                throw new ImageException(path, "the file is empty", "Copy it again, or leave it out.");
            }
            if (stated > Math.Min(limits.FileBytes, int.MaxValue - NativeBuffer.Slack))
            {
                throw new ImageException(path, $"the file has {stated >> 20} MiB; at most {limits.FileBytes >> 20} are read", "Make the picture smaller.");
            }
            using Microsoft.Win32.SafeHandles.SafeFileHandle handle = File.OpenHandle(path);
            byte* start = buffer.Reserve(stated);
            int length = 0;
            while (length < stated && RandomAccess.Read(handle, new Span<byte>(start + length, (int)stated - length), length) is > 0 and int read)
            {
                length += read;
            }
            return ((IntPtr)start, length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new ImageException(path, $"the file cannot be read ({Reason(e)})", "Check that it exists and that you may read it.", e);
        }
    }

    /// <summary>Bytes of a file, links followed.</summary>
    public static long LengthOf(string path)
    {
        FileInfo info = new(path);
        return info.LinkTarget is null ? info.Length : info.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target ? target.Length : throw new FileNotFoundException("the link leads nowhere");
    }

    /// <summary>Why a file cannot be read, without its path: the message has it already.</summary>
    public static string Reason(Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => "it is not there",
        UnauthorizedAccessException => "no permission",
        _ => e.Message.TrimEnd('.'),
    };
}
