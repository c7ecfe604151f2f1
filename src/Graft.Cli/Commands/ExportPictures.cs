using Graft.Imaging;
using Graft.Runs;

namespace Graft.Cli.Commands;

/// <summary>The pictures that an export is measured on.</summary>
internal static class ExportPictures
{
    /// <summary>The data set asked for, which must be there; or the run's own, which may be gone.</summary>
    /// <param name="model">The folder of a run, or a model file.</param>
    /// <returns>Null, and why, where there are no pictures.</returns>
    /// <exception cref="DatasetException">The data set asked for is none.</exception>
    public static (ImageDataset? Data, string? Missing) Open(string model, string? asked)
    {
        if (asked is null && !Directory.Exists(model))
        {
            return (null, "no pictures were named with --data.");
        }
        try
        {
            return (EvaluateCommand.OpenData(model, asked), null);
        }
        catch (Exception error) when (asked is null && error is DatasetException or RunException or CommandLine.MisuseException)
        {
            return (null, $"the run's own pictures cannot be read: {error.Message}");
        }
    }
}
