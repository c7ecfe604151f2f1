using System.Globalization;
using Graft.Bench;
using Graft.Bench.Plots;
using Graft.Bench.Sections;

// bench/all.sh starts 'compare'; the single measurements below can also be started by themselves.
return args switch
{
    ["compare", string data, string weights, string work, string rounds, .. string[] sections] => AllSections.Run(new(data, weights, work, Number(rounds)), sections),
    ["plots", string work, .. string[] folder] => ReadmePlots.Write(work, folder.Length > 0 ? folder[0] : Path.Combine(ResultPage.Root(), "docs", "pictures")),
    ["pretraining-plot", string log, string file] => PretrainingPlot.Write(log, file),
    ["training-step", .. string[] networks] => TrainingStepComparison.Run(new("", "", NewFolder(), 3), [.. networks.Where(name => name != "--frozen")], networks.Contains("--frozen")),
    ["one-step", string network, string batch, string norm] => TrainingStep.Print(network, Number(batch), frozenNorm: norm == "frozen"),
    ["matrix-product"] => TrainingStep.PrintMatrixProduct(),
    ["head-fit"] => HeadFit.Print(100_000, 1280, 100),
    ["head-fit", string rows, string width, string classes] => HeadFit.Print(Number(rows), Number(width), Number(classes)),
    ["formula", string side, string threads] => FormulaPictures.Print(Number(side), Number(threads)),
    ["formula-pictures", string source, string file, string side] => FormulaPictures.Write(source, file, Number(side)),
    ["checkpoint", "write", string file] => CheckpointLoad.Write(file),
    ["checkpoint", "once", string file] => CheckpointLoad.Once(file),
    ["checkpoint", string file] => CheckpointLoad.Compare(file, rounds: 3),
    ["loader", string data] => LoaderComparison.Run(data, rounds: 5),
    ["predict", string data, .. string[] networks] => PredictComparison.Run(data, rounds: 3, networks.Length > 0 ? networks : ["mobilenet_v2", "resnet50"]),
    ["bare-features", string data, string model] => BareRuntime.Features(data, model),
    ["bare-batches", string model, string list, string seconds] => PredictComparison.BareBatches(model, File.ReadAllLines(list), Number(seconds)),
    ["one-photo", string model, string photo] => BareRuntime.OnePhoto(model, photo),
    _ => Usage(),
};

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static string NewFolder() => Directory.CreateTempSubdirectory("graft-bench-").FullName;

static int Usage()
{
    Console.Error.WriteLine($"""
        usage: Graft.Bench compare DATA WEIGHTS WORK ROUNDS [{AllSections.Names}]
                           plots WORK [FOLDER] | pretraining-plot LOG FILE.svg | training-step [--frozen] [NETWORK:BATCH …] | checkpoint write FILE | checkpoint FILE
                           formula SIDE THREADS | formula-pictures SOURCE FILE SIDE | loader DATA | predict DATA [NETWORK …] | head-fit [ROWS WIDTH CLASSES] | bare-features DATA MODEL.onnx | bare-batches MODEL.onnx LIST SECONDS | one-photo MODEL.onnx PHOTO
        """);
    return 2;
}
