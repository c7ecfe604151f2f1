namespace Graft.Imaging;

/// <summary>Which part of one small picture another one shows best.</summary>
internal static class Alignment
{
    /// <summary>Share of a side that may be missing at either end.</summary>
    private const float MostTrimmed = 0.15f * SmallPicture.Side;

    /// <summary>Correlation below which no part will do.</summary>
    private const float Hopeless = 0.6f;

    /// <summary>The correlation of a picture with the part of another that it is most like.</summary>
    /// <param name="start">Where to begin.</param>
    /// <remarks>Each edge is moved by itself, in steps that are halved, as long as that helps: a few dozen comparisons of a thousand pixels.</remarks>
    public static float Best(SmallPicture picture, SmallPicture other, SmallWindow start, bool mirrored)
    {
        SmallWindow part = start;
        float best = picture.Correlation(other, part, mirrored);
        if (best < Hopeless)
        {
            return best;
        }
        for (float step = 1; step >= 0.25f; step /= 2)
        {
            for (bool better = true; better;)
            {
                better = false;
                foreach (SmallWindow next in Neighbours(part, step))
                {
                    if (picture.Correlation(other, next, mirrored) is var alike && alike > best)
                    {
                        (best, part, better) = (alike, next, true);
                    }
                }
            }
        }
        return best;
    }

    private static IEnumerable<SmallWindow> Neighbours(SmallWindow part, float step)
    {
        foreach (float move in (float[])[-step, step])
        {
            if (Inside(part.Left + move))
            {
                yield return part with { Left = part.Left + move };
            }
            if (Inside(part.Top + move))
            {
                yield return part with { Top = part.Top + move };
            }
            if (Inside(SmallPicture.Side - part.Right - move))
            {
                yield return part with { Right = part.Right + move };
            }
            if (Inside(SmallPicture.Side - part.Bottom - move))
            {
                yield return part with { Bottom = part.Bottom + move };
            }
        }
    }

    private static bool Inside(float trimmed) => trimmed is >= 0 and <= MostTrimmed;
}
