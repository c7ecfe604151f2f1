using Graft.Downloads;
using Graft.Models;

namespace Graft.Cli.Output;

/// <summary>What a person should know who named no network and gets the one that comes with Graft.</summary>
internal static class DefaultNetworkText
{
    public static void Write(DefaultNetwork chosen, TextWriter to, WeightStore? store = null)
    {
        if (chosen.Missing is not { } missing)
        {
            return;
        }
        to.WriteLine($"its weights cannot be had: {missing}");
        to.WriteLine($"Taking {chosen.Weights.Architecture} instead, the small network that comes with Graft, which Graft pretrained on pictures made by formula.");
        to.WriteLine($"Weights of ImageNet would bring more. On ten kinds of food, 150 pictures each: {DefaultNetwork.Preferred} 78 % with a new head alone and 86 % fine-tuned; {chosen.Weights.Architecture} 54 % and 66 % (docs/graft-s.md).");
        to.WriteLine($"Where there is a network, 'graft weights pull {DefaultNetwork.Preferred}' fetches them; a file carried here by hand counts as well (docs/weights.md).");
        string[] here = [.. PublishedWeights.All.Where((store ?? new()).HasFile).Select(weights => weights.Architecture).Distinct()];
        if (here.Length > 0)
        {
            to.WriteLine($"Weights of {string.Join(", ", here.Take(5))}{(here.Length > 5 ? ", …" : "")} are here: --model {here[0]} begins with them.");
        }
    }
}
