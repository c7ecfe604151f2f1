using Graft.Recipes;
using Graft.Training;

// usage: TrainModel DATA MODEL OUT [path=value …]
Recipe recipe = Recipe.Named("finetune").With("model.name", args[1]).With(args.Skip(3).Select(Recipe.ParseSetting));
TrainingResult result = Trainer.Start(new() { Recipe = recipe, Data = args[0], Out = args[2] }, observers: []);
Console.WriteLine($"{result.Run}/model.onnx: top-1 {result.Validation?.Top1} on held-out pictures");
