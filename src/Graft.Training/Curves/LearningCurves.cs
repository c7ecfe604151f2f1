using Graft.Imaging;
using Graft.Inference;

namespace Graft.Training.Curves;

/// <summary>Measures how accuracy grows with labelled pictures: heads fitted to few of them and to more, on features of an unchanged network. libtorch is not loaded.</summary>
public static class LearningCurves
{
    /// <summary>The curves of networks on the same draws and the same pictures.</summary>
    /// <param name="models">One or more; named so that a person can tell them apart.</param>
    /// <exception cref="CurveException">There is nothing to measure on, or only one class.</exception>
    /// <exception cref="GraftException">A network or its weights are not what they should be.</exception>
    /// <exception cref="OperationCanceledException">It was asked for; features that were computed are kept.</exception>
    public static LearningCurveSet Measure(ImageDataset data, IReadOnlyList<CurveModel> models, CurveRequest request, CancellationToken stop = default)
    {
        Split split = SplitOf(data, request);
        int[] labels = [.. data.Items(Split.Train).Select(item => item.Label)];
        IReadOnlyList<CurveStep> steps = CurveStep.Of(data.CountsOf(Split.Train), request.Shots, request.Draws, request.Note);
        int[][][] drawn = [.. steps.Select(step => Enumerable.Range(0, step.Draws).Select(draw => FewShotDraw.Of(labels, step.Shots, request.Seed, draw)).ToArray())];
        int[] used = [.. drawn.SelectMany(step => step).SelectMany(draw => draw).Distinct().Order()];
        float[][][][] right = new float[models.Count][][][];
        IReadOnlyList<int>? measured = null;
        foreach ((int at, CurveModel model) in models.Index())
        {
            using ShotFeatures features = ShotFeatures.Of(model, data, used, split, request, says: at == 0, stop);
            if (measured is not null && !measured.SequenceEqual(features.Measured))
            {
                throw new CurveException($"'{data.Path}': pictures changed while they were looked at. Leave them alone and measure again.");
            }
            measured = features.Measured;
            right[at] = Fit(features, model, drawn, request, stop);
        }
        return Summarise([.. models.Select(model => model.Name)], steps, right, SplitNames.Of(split), data.Classes.Count, request.Seed, stop);
    }

    /// <summary>Means, intervals, laws and differences of what was named right.</summary>
    /// <param name="right">For each network, step and draw, 1 for each picture named right and 0 for each other.</param>
    internal static LearningCurveSet Summarise(IReadOnlyList<string> names, IReadOnlyList<CurveStep> steps, float[][][][] right, string split, int classes, long seed, CancellationToken stop = default)
    {
        CurveReplicas replicas = new(right, seed, stop);
        CurveFit fit = new(steps, replicas, right[0][0][0].Length);
        LearningCurve[] curves = [.. names.Select((name, network) => fit.Curve(name, network, right[network]))];
        LearningCurveSet set = new(curves, split, right[0][0][0].Length, classes, []);
        return set with { Differences = [.. Enumerable.Range(0, curves.Length).Where(other => other != set.Best).Select(other => fit.Difference(curves, set.Best, other))] };
    }

    private static float[][][] Fit(ShotFeatures features, CurveModel model, int[][][] drawn, CurveRequest request, CancellationToken stop)
    {
        int total = drawn.Sum(step => step.Sum(draw => draw.Length)), done = 0;
        return
        [
            .. drawn.Select(step => step.Select(draw =>
            {
                stop.ThrowIfCancellationRequested();
                request.Progress?.Invoke($"fitting heads on {model.Name}", done, total);
                float[] right = features.Right(draw);
                done += draw.Length;
                return right;
            }).ToArray()),
        ];
    }

    private static Split SplitOf(ImageDataset data, CurveRequest request)
    {
        Split split = request.Split ?? (data.Items(Split.Test).Count > 0 ? Split.Test : Split.Validation);
        if (split == Split.Train)
        {
            throw new CurveException("the training pictures are what is learned from; measuring on them would say nothing. Measure on test or val.");
        }
        if (data.Items(split).Count == 0)
        {
            throw new CurveException($"'{data.Path}' has no {SplitNames.Of(split)} pictures to measure on. {(request.Split is null ? "Hold some out with --set data.validationFraction=0.2, or add a test split." : "Leave --split out, or add them.")}");
        }
        if (request.Split is null && split == Split.Validation)
        {
            request.Note?.Invoke($"there are no test pictures; measured on {(data.HoldsOut ? "those held out from training for validation" : "the validation pictures")}");
        }
        return data.CountsOf(Split.Train).Count(count => count > 0) >= 2 ? split
            : throw new CurveException($"'{data.Path}' has training pictures of one class only; two are the least that can be told apart.");
    }
}
