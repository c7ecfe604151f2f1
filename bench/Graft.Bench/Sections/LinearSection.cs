using Graft.Bench.Comparisons;

namespace Graft.Bench.Sections;

/// <summary>The head alone: Graft with nothing kept, Graft again, and each peer, from the start of the process to a trained head.</summary>
internal static class LinearSection
{
    public const string Name = "linear", Cold = "Graft", Again = "Graft, again", PyTorch = "PyTorch", TorchSharp = "TorchSharp", Bare = "ONNX Runtime by hand, features only";
    private const string Case = "head";

    public static void Run(Comparison all)
    {
        string model = PeerModel.Write(all);
        for (int round = 1; round <= all.Rounds; round++)
        {
            int seed = round;
            string cache = Path.Combine(all.Work, $"cache-{round}");
            if (!all.Of(Name, Again, Case).Any(row => row.Round == seed))
            {
                Comparison.Remove(cache);
                all.TakeTraining(Name, all.Of(Name, Cold, Case).Any(row => row.Round == seed) ? "filling the cache" : Cold, Case, round, ["--recipe", "linear"], cache: cache);
                all.TakeTraining(Name, Again, Case, round, ["--recipe", "linear"], cache: cache);
                Comparison.Remove(cache);
            }
            all.Take(Name, Bare, Case, round, new Job(Environment.ProcessPath!, "bare-features", all.Data, model));
            all.Take(Name, PyTorch, Case, round, log => [PeerOutput.Points(Peers.PyTorch(all, epochs: 0, seed).Run(log), Name, PyTorch, Case, seed).Last()]);
            all.Take(Name, TorchSharp, Case, round, log => [PeerOutput.Points(Peers.TorchSharp(all, epochs: 0, seed).Run(log), Name, TorchSharp, Case, seed).Last()]);
        }
        Measurement[] ours = [.. all.Of(Name, Cold, Case)];
        ResultPage page = new(Name, $"A linear head on MobileNetV2 with ImageNet weights, from the start of the process to a trained head, {all.Manner}.", all.Command(Name));
        page.Table(["who", "seconds", "times as long as Graft", "test top-1, mean of the seeds", "memory at most, MB"], new[] { Cold, Again, Bare, PyTorch, TorchSharp }.Select(who =>
        {
            Measurement[] rows = [.. all.Of(Name, who, Case)];
            return new[] { who, Figures.Seconds(rows), who == Cold ? "1" : Figures.Ratio(rows, ours, "0.00"), Figures.Top1(rows), Figures.Megabytes(rows) };
        }));
        page.Say("Graft holds pictures out to find the temperature of its probabilities and to choose by (data.validationFraction), and its time ends with model.onnx written (--no-report); the time of the peers ends with the head fitted, before they classify the test pictures.");
        page.Say("The limit is the network itself: 'ONNX Runtime by hand' does nothing but decode every training and test picture and run the network on it, one picture at a time on each core.");
        page.Write();
    }
}
