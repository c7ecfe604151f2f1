namespace Graft.Inference.Tests;

/// <summary>Outcomes without pictures: what each is and what it is taken for.</summary>
internal static class MadeOutcomes
{
    /// <param name="labels">The class names.</param>
    /// <param name="pictures">Key, class shown, class named, and the logit of the class named; the others have 0.</param>
    public static PictureOutcomes Of(string[] labels, params IReadOnlyList<(string Key, int Actual, int Named, float Logit)> pictures)
    {
        float[] logits = new float[pictures.Count * labels.Length];
        for (int i = 0; i < pictures.Count; i++)
        {
            logits[(i * labels.Length) + pictures[i].Named] = pictures[i].Logit;
        }
        return new(new() { Model = "m", Preprocessing = "p", Data = "d", Pictures = "s", Split = "test", Seconds = 2 }, [.. labels],
            [.. pictures.Select(picture => new MeasuredPicture(picture.Key, 100, picture.Actual))], logits, []);
    }
}
