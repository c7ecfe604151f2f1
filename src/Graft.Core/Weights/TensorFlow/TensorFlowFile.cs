namespace Graft.Weights.TensorFlow;

/// <summary>Opens a TensorFlow checkpoint of either kind.</summary>
internal static class TensorFlowFile
{
    /// <param name="file">A sorted table: one of the files of the first kind, or the index of the second.</param>
    public static WeightFile Open(MappedFile file)
    {
        SortedTable table = new(file);
        return table.Header() is not { } header ? throw new WeightFileException($"{file.Path} is a table of LevelDB, but no TensorFlow checkpoint: nothing stands under its empty key.")
            : CheckpointV1.Fits(header.Span) ? new CheckpointV1(file, table)
            : CheckpointV2.Fits(header.Span) ? new CheckpointV2(file, table)
            : throw CheckpointFault.Damaged(file.Path, "what stands under its empty key is no directory");
    }

    /// <param name="state">The text <c>checkpoint</c>.</param>
    public static WeightFile OpenLatest(MappedFile state)
    {
        MappedFile file = new(CheckpointPath.Latest(state));
        try
        {
            return Open(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
        finally
        {
            state.Dispose();
        }
    }
}
