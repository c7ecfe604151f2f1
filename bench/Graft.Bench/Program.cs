using Graft.Bench;

// dotnet run -c Release --project bench/Graft.Bench -- training-step [--python python3] [--rounds 3] [--frozen] [NETWORK:BATCH …]
//                                            checkpoint write FILE; checkpoint FILE; loader DATA; predict DATA [NETWORK …]; head-fit [ROWS WIDTH CLASSES]
return args switch
{
    ["training-step", .. string[] rest] => TrainingStepComparison.Run(rest),
    ["one-step", string network, string batch, string norm] => TrainingStep.Print(network, int.Parse(batch), frozenNorm: norm == "frozen"),
    ["matrix-product"] => TrainingStep.PrintMatrixProduct(),
    ["head-fit"] => HeadFit.Print(100_000, 1280, 100),
    ["head-fit", string rows, string width, string classes] => HeadFit.Print(int.Parse(rows), int.Parse(width), int.Parse(classes)),
    ["checkpoint", "write", string file] => CheckpointLoad.Write(file),
    ["checkpoint", "once", string file] => CheckpointLoad.Once(file),
    ["checkpoint", string file] => CheckpointLoad.Compare(file, rounds: 3),
    ["loader", string data] => LoaderComparison.Run(data, rounds: 5),
    ["predict", string data, .. string[] networks] => PredictComparison.Run(data, rounds: 3, networks.Length > 0 ? networks : ["mobilenet_v2", "resnet50"]),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: Graft.Bench training-step [--python PYTHON] [--rounds N] [--frozen] [NETWORK:BATCH …] | checkpoint write FILE | checkpoint FILE | loader DATA | predict DATA [NETWORK …] | head-fit [ROWS WIDTH CLASSES]");
    return 2;
}
