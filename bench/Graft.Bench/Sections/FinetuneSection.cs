using Graft.Bench.Comparisons;

namespace Graft.Bench.Sections;

/// <summary>All of MobileNetV2, fine-tuned: Graft for several lengths, the peers by the best recipe for them that we know.</summary>
internal static class FinetuneSection
{
    public const string Name = "finetune", Graft = "Graft", PyTorch = "PyTorch", TorchSharp = "TorchSharp", Automatic = "Graft, auto";

    public static string Epochs(string count) => count == "1" ? "1 epoch" : $"{count} epochs";

    public static void Run(Comparison all)
    {
        string[] lengths = Comparison.Setting("EPOCHS", "1 3 6 12"), automatic = Comparison.Setting("AUTO", "auto");
        int theirs = int.Parse(Comparison.Setting("PEER_EPOCHS", "6")[0]);
        int byHand = int.Parse(Comparison.Setting("TORCHSHARP_ROUNDS", $"{all.Rounds}")[0]);
        string whole = Epochs($"{theirs}");
        for (int round = 1; round <= all.Rounds; round++)
        {
            int seed = round;
            foreach (string length in lengths)
            {
                all.TakeTraining(Name, Graft, Epochs(length), round, ["--recipe", "finetune", "--epochs", length]);
            }
            if (automatic is ["auto"])
            {
                all.TakeTraining(Name, Automatic, "its own choice", round, ["--recipe", "auto"]);
            }
            all.Take(Name, PyTorch, whole, round, log => PeerOutput.Points(Peers.PyTorch(all, theirs, seed).Run(log), Name, PyTorch, whole, seed));
            if (round <= byHand)
            {
                all.Take(Name, TorchSharp, whole, round, log => PeerOutput.Points(Peers.TorchSharp(all, theirs, seed).Run(log), Name, TorchSharp, whole, seed));
            }
        }
        Write(all, lengths, whole, theirs);
    }

    private static void Write(Comparison all, string[] lengths, string whole, int theirs)
    {
        Measurement[] peer = [.. all.Of(Name, PyTorch, whole)];
        ResultPage page = new(Name, $"MobileNetV2 with ImageNet weights, fine-tuned on {LimitOf.TrainingPictures(all)} pictures, from the start of the process; {all.Manner}{all.Seeds}.", all.Command(Name));
        (string Who, string Case)[] lines =
        [
            .. lengths.Select(length => (Graft, Epochs(length))), (Automatic, "its own choice"),
            .. new[] { PyTorch, TorchSharp }.SelectMany(who => Points(theirs).Select(point => (who, point))),
        ];
        page.Table(["who", "after", "seconds", "PyTorch's whole time / this", "test top-1, mean of the seeds", "memory at most, MB"], lines.Where(line => all.Of(Name, line.Who, line.Case).Any()).Select(line =>
        {
            Measurement[] rows = [.. all.Of(Name, line.Who, line.Case)];
            Measurement[] memory = line.Who is PyTorch or TorchSharp ? [.. all.Of(Name, line.Who, whole)] : rows;
            return new[] { line.Who, line.Case, Figures.Seconds(rows), Figures.Ratio(peer, rows, "0.00"), Figures.Top1(rows), Figures.Megabytes(memory) };
        }));
        page.Say("Graft's time ends with model.onnx written (--no-report), its test pictures are classified afterwards; it holds pictures out to choose by. The peers train on all pictures; as in the recipe they classify the test pictures after the head and after each epoch, and the time of a point holds the evaluations of the points before it.");
        page.Say("Memory is that of the process alone, without the two that decode for PyTorch.");
        page.Say(LimitOf.Training(all, lengths));
        page.Write();
    }

    public static IEnumerable<string> Points(int epochs) => ["probe", .. Enumerable.Range(1, epochs).Select(epoch => $"epoch {epoch}")];
}
