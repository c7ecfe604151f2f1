using Graft.Imaging;
using Graft.Recipes;
using Graft.Training.Optimizers;
using static TorchSharp.torch;

namespace Graft.Training;

/// <summary>What a step was like.</summary>
/// <param name="Loss">Mean loss over the step's pictures; not finite where the step was not taken for that reason.</param>
/// <param name="Images">Pictures seen.</param>
/// <param name="Right">Pictures named right; null when targets are mixed.</param>
internal readonly record struct StepOutcome(double Loss, int Images, int? Right);

/// <summary>One change of the weights: pictures through the network, the loss, its gradient, the optimizer.</summary>
internal sealed class TrainingStep(TorchGraph network, Optimizer optimizer, ImageDataset data, Recipe recipe) : IDisposable
{
    private readonly BatchTensors tensors = new(data.Labels.Count, recipe.Training.LabelSmoothing, ClassWeightsOf(data, recipe), network.Device);

    /// <summary>A step of the optimizer on the mean gradient of the batches; none where loss or gradient are no numbers.</summary>
    /// <param name="step">Steps taken before this one, from 0; dropout is drawn from it and the seed.</param>
    /// <param name="parts">Parts that each batch goes through the network in, one after the other: the same gradient in less memory, but for batch norms in training, which see a part.</param>
    public StepOutcome Take(InputBatch[] batches, double rate, long step, int parts = 1)
    {
        StepOutcome outcome = InScope(batches, rate, step, parts);
        // Small native objects of the binding wait for the collector among the large blocks of the heap, which then fit no other:
        // without this, MobileNetV2 at batch 32 grew by 147 MB a step until a collection came by itself, up to 9 GB instead of 2.4.
        GC.Collect(0);
        return outcome;
    }

    public void Dispose() => tensors.Dispose();

    private StepOutcome InScope(InputBatch[] batches, double rate, long step, int parts)
    {
        using IDisposable scope = NewDisposeScope();
        _ = random.manual_seed((long)(new AddressedRandom(recipe.Run.Seed, step).NextBits() >> 1));
        optimizer.ClearGradients();
        (double loss, int images, int? right) = (0, 0, 0);
        foreach (InputBatch batch in batches)
        {
            Tensor input = tensors.Input(batch);
            using Tensor targets = tensors.Targets(batch);
            foreach (int[] part in Enumerable.Range(0, batch.Count).Chunk((batch.Count + parts - 1) / parts))
            {
                using Tensor pictures = input.narrow(0, part[0], part.Length), wanted = targets.narrow(0, part[0], part.Length);
                using Tensor logits = network.Forward(pictures, training: true); // (N, classes)
                using Tensor error = -(nn.functional.log_softmax(logits, 1) * wanted).sum() / batches.Length;
                loss += error.item<float>();
                if (!double.IsFinite(loss))
                {
                    return new(loss, images, right);
                }
                error.backward();
                images += part.Length;
                right = batch.IsMixed ? null : right + CountRight(logits, batch.Targets.Slice(part[0], part.Length));
            }
        }
        if (recipe.Training.ClipNorm is { } limit && !double.IsFinite(optimizer.ClipGradients(limit)))
        {
            return new(double.NaN, images, right);
        }
        optimizer.Step(rate, step);
        return new(loss, images, right);
    }

    private static int CountRight(Tensor logits, ReadOnlySpan<SoftTarget> targets)
    {
        using Tensor named = logits.argmax(1);
        using Tensor host = named.cpu();
        long[] answers = host.data<long>().ToArray();
        return targets.ToArray().Where((target, i) => answers[i] == target.Label).Count();
    }

    private static double[]? ClassWeightsOf(ImageDataset data, Recipe recipe)
    {
        float[] weights = recipe.Training.ClassWeights.For(data.CountsOf(Split.Train));
        return weights.Length == 0 ? null : [.. weights.Select(weight => (double)weight)];
    }
}
