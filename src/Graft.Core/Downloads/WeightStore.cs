using Graft.Models;
using Graft.Runs;
using Graft.Weights;

namespace Graft.Downloads;

/// <summary>The published weight files on this machine: what is there, and fetching what is not. A file put there by hand under its name counts.</summary>
public sealed class WeightStore
{
    private readonly DownloadOptions? options;

    /// <param name="folder">By default <c>weights</c> in <see cref="CacheFolder"/>.</param>
    /// <param name="options">By default what the environment asks for.</param>
    public WeightStore(string? folder = null, DownloadOptions? options = null)
    {
        Folder = Path.GetFullPath(folder ?? CacheFolder.Of("weights"));
        this.options = options;
    }

    /// <summary>Where the files lie, each under the name that its publisher gave it.</summary>
    public string Folder { get; }

    /// <summary>Where a file lies or will lie.</summary>
    public string PathOf(PretrainedWeights weights) => Path.Combine(Folder, weights.FileName);

    /// <summary>Whether a file of that name is there; it is not read.</summary>
    public bool HasFile(PretrainedWeights weights) => File.Exists(PathOf(weights));

    /// <summary>Whether the weights can be used without fetching anything.</summary>
    public bool Has(PretrainedWeights weights) => weights.IsEmbedded || HasFile(weights);

    /// <summary>Opens weights that are here: those that come with Graft from memory, others from their file.</summary>
    /// <exception cref="WeightFileException">They are not, or are damaged.</exception>
    public WeightFile Open(PretrainedWeights weights) => weights.IsEmbedded ? WeightFile.Open(new MappedFile(weights.FileName, GraftWeights.Content)) : WeightFile.Open(PathOf(weights));

    /// <summary>Compares a file with what is published of it.</summary>
    /// <param name="path">By default the store's own.</param>
    /// <exception cref="DownloadException">It cannot be read.</exception>
    public FileCheck Check(PretrainedWeights weights, string? path = null, Action<long>? read = null, CancellationToken cancel = default) => FileCheck.Of(Remote(weights), path ?? PathOf(weights), read, cancel);

    /// <summary>Makes sure that a file is there and is what was published; a copy of it, where it comes with Graft.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="DownloadException">It cannot be had; the message says which file to fetch from where and where to put it.</exception>
    public async Task<string> PullAsync(PretrainedWeights weights, Action<DownloadEvent>? report = null, CancellationToken cancel = default)
    {
        string path = PathOf(weights);
        if (weights.IsEmbedded)
        {
            CopyTo(path);
            return path;
        }
        using Downloader downloader = new(options);
        await downloader.FetchAsync(Remote(weights), path, report, cancel).ConfigureAwait(false);
        return path;
    }

    private void CopyTo(string path)
    {
        try
        {
            Directory.CreateDirectory(Folder);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw DiskFault.Of(path, GraftWeights.Content.Length, cause);
        }
        AtomicFile.Write(path, stream => stream.Write(GraftWeights.Content.Span));
    }

    /// <summary>The file as the downloader wants to know it.</summary>
    public static RemoteFile Remote(PretrainedWeights weights) => new() { Name = weights.FileName, Address = weights.Address, Size = weights.Size, Sha256 = weights.Sha256, Md5 = weights.Md5 };
}
