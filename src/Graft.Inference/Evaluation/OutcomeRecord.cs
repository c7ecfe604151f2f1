using Graft.Imaging;

namespace Graft.Inference;

/// <summary>Takes down what a classifier says of each picture while it is measured.</summary>
internal sealed class OutcomeRecord
{
    private readonly List<MeasuredPicture> pictures = [];
    private readonly List<float> logits = [];

    public void Add(ImageItem item, int actual, ReadOnlySpan<float> row)
    {
        pictures.Add(new(item.Key, PictureIndex.Stamp(item.File)?.Size ?? 0, actual));
        logits.AddRange(row);
    }

    public PictureOutcomes Finish(OutcomeOrigin origin, Evaluation evaluation) =>
        new(origin, [.. evaluation.Report.Classes.Select(measure => measure.Label)], [.. pictures], [.. logits], [.. evaluation.Unreadable.Select(bad => new MissedPicture(bad.Item.Key, bad.Fact))]);
}
