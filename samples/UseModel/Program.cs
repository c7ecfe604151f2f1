using Graft.Imaging;
using Graft.Inference;

// usage: UseModel MODEL.onnx PHOTO DATA
using Predictor model = Predictor.Open(args[0]);
foreach ((string label, float probability) in model.Predict(args[1], top: 3))
{
    Console.WriteLine($"{probability:0.000}  {label}");
}
ClassificationReport report = new Evaluator(model.Model).Evaluate(ImageDataset.Open(args[2]), Split.Test).Report;
Console.WriteLine($"top-1 {report.Top1}, macro F1 {report.MacroF1:0.000}, {report.Count} pictures");
