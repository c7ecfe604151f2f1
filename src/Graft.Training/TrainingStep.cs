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

    /// <summary>A step of the optimizer on the mean gradient of the batches, which are disposed; none where loss or gradient are no numbers.</summary>
    /// <param name="step">Steps taken before this one, from 0; dropout is drawn from it and the seed.</param>
    public StepOutcome Take(InputBatch[] batches, double rate, long step)
    {
        StepOutcome outcome = InScope(batches, rate, step);
        // Small native objects of the binding wait for the collector among the large blocks of the heap, which then fit no other:
        // without this, MobileNetV2 at batch 32 grew by 147 MB a step until a collection came by itself, up to 9 GB instead of 2.4.
        GC.Collect(0);
        return outcome;
    }

    public void Dispose() => tensors.Dispose();

    private StepOutcome InScope(InputBatch[] batches, double rate, long step)
    {
        using IDisposable scope = NewDisposeScope();
        _ = random.manual_seed((long)(new AddressedRandom(recipe.Run.Seed, step).NextBits() >> 1));
        optimizer.ClearGradients();
        (double loss, int images, int? right) = (0, 0, 0);
        foreach (InputBatch batch in batches)
        {
            using (batch)
            {
                using Tensor logits = network.Forward(tensors.Input(batch), training: true); // (N, classes)
                using Tensor targets = tensors.Targets(batch);
                using Tensor error = -(nn.functional.log_softmax(logits, 1) * targets).sum() / batches.Length;
                loss += error.item<float>();
                if (!double.IsFinite(loss))
                {
                    return new(loss, images, right);
                }
                error.backward();
                images += batch.Count;
                right = batch.IsMixed ? null : right + CountRight(logits, batch);
            }
        }
        if (recipe.Training.ClipNorm is { } limit && !double.IsFinite(optimizer.ClipGradients(limit)))
        {
            return new(double.NaN, images, right);
        }
        optimizer.Step(rate, step);
        return new(loss, images, right);
    }

    private static int CountRight(Tensor logits, InputBatch batch)
    {
        using Tensor named = logits.argmax(1);
        using Tensor host = named.cpu();
        long[] answers = host.data<long>().ToArray();
        return batch.Targets.ToArray().Where((target, i) => answers[i] == target.Label).Count();
    }

    private static double[]? ClassWeightsOf(ImageDataset data, Recipe recipe)
    {
        int[] counts = new int[data.Labels.Count];
        foreach (ImageItem item in data.Items(Split.Train))
        {
            counts[item.Label]++;
        }
        float[] weights = recipe.Training.ClassWeights.For(counts);
        return weights.Length == 0 ? null : [.. weights.Select(weight => (double)weight)];
    }
}
