using System.Globalization;
using System.Text;
using Graft.Models;
using Graft.Onnx;

namespace Graft.Inference.Cards;

/// <summary>What goes into a model and what comes out, and how programs call it.</summary>
internal static class CallSections
{
    public static void Write(StringBuilder text, CardFacts facts)
    {
        Preprocessing preprocessing = facts.Graph.Preprocessing ?? Preprocessing.ImageNet;
        text.Append("## What it takes and gives\n\n");
        text.Append(facts.Pictures switch
        {
            PictureInput.AnySize => "Input `pictures`: (N, H, W, 3) uint8, red, green, blue, upright, of any size, the same for all of a batch. The file resizes and crops them. Output `probabilities`: (N, classes) float32.\n\n",
            PictureInput.Cropped => $"Input `pictures`: (N, {preprocessing.Height}, {preprocessing.Width}, 3) uint8, red, green, blue, upright, already resized and cropped as below. Output `probabilities`: (N, classes) float32.\n\n",
            _ => $"Input `{facts.Graph.Inputs[0].Name}`: (N, 3, {preprocessing.Height}, {preprocessing.Width}) float32, prepared as below. Output `{facts.Graph.Outputs[0]}`: (N, classes) logits, whose softmax gives probabilities.\n\n",
        });
        text.Append($"A picture is prepared so: {Words(preprocessing)}{(facts.Pictures == PictureInput.Prepared ? $"; then v · {Number(preprocessing.Scale)}, minus {preprocessing.Mean.Select(Number).Joined()}, divided by {preprocessing.Deviation.Select(Number).Joined()}" : "")}.\n\n");
        string name = facts.Name;
        text.Append($"With Graft, from C#:\n\n```csharp\nusing Graft.Inference;\nusing Predictor model = Predictor.Open(\"{name}\");\nforeach ((string label, float probability) in model.Predict(\"photo.jpg\", top: 3))\n{{\n    Console.WriteLine($\"{{label}} {{probability:P1}}\");\n}}\n```\n\n");
        text.Append($"With Graft, from a shell: `graft predict {name} photo.jpg`, or `graft serve {name}` for a server.\n\n");
        WriteBare(text, facts, preprocessing);
        WritePython(text, facts, preprocessing);
    }

    private static void WriteBare(StringBuilder text, CardFacts facts, Preprocessing preprocessing)
    {
        bool prepared = facts.Pictures == PictureInput.Prepared;
        (string type, string input, string sizes) = prepared ? ("float", facts.Graph.Inputs[0].Name, $"1, 3, {preprocessing.Height}, {preprocessing.Width}")
            : ("byte", PictureNames.Input, facts.Pictures == PictureInput.Cropped ? $"1, {preprocessing.Height}, {preprocessing.Width}, 3" : "1, height, width, 3");
        text.Append($"With ONNX Runtime alone, from C#:\n\n```csharp\nusing Microsoft.ML.OnnxRuntime;\nusing InferenceSession session = new(\"{facts.Name}\");\nusing OrtValue input = OrtValue.CreateTensorValueFromMemory({(prepared ? "prepared" : "rgb")}, [{sizes}]); // {type}[]\n"
            + $"using RunOptions run = new();\nusing var outputs = session.Run(run, [\"{input}\"], [input], session.OutputNames);\nReadOnlySpan<float> {(prepared ? "logits" : "probabilities")} = outputs[0].GetTensorDataAsSpan<float>();\n```\n\n");
    }

    private static void WritePython(StringBuilder text, CardFacts facts, Preprocessing preprocessing)
    {
        text.Append($"From Python:\n\n```python\nimport json\nimport numpy as np\nimport onnxruntime\nfrom PIL import Image, ImageOps\n\nsession = onnxruntime.InferenceSession(\"{facts.Name}\", providers=[\"CPUExecutionProvider\"])\nlabels = json.loads(session.get_modelmeta().custom_metadata_map[\"graft.labels\"])\npicture = ImageOps.exif_transpose(Image.open(\"photo.jpg\")).convert(\"RGB\")\n");
        if (facts.Pictures != PictureInput.AnySize)
        {
            text.Append(PythonCrop(preprocessing));
        }
        if (facts.Pictures == PictureInput.Prepared)
        {
            string order = preprocessing.Channels == ChannelOrder.Bgr ? "[..., ::-1]" : "";
            text.Append(CultureInfo.InvariantCulture, $"x = np.asarray(picture, np.float32){order} * {Number(preprocessing.Scale)}\nx = (x - [{preprocessing.Mean.Select(Number).Joined()}]) / [{preprocessing.Deviation.Select(Number).Joined()}]\nx = x.transpose(2, 0, 1)[None].astype(np.float32)\n");
            text.Append($"logits = session.run(None, {{\"{facts.Graph.Inputs[0].Name}\": x}})[0][0]\nprobabilities = np.exp(logits - logits.max())\nprobabilities /= probabilities.sum()\n");
        }
        else
        {
            text.Append($"probabilities = session.run(None, {{\"{PictureNames.Input}\": np.asarray(picture)[None]}})[0][0]\n");
        }
        text.Append("for i in probabilities.argsort()[::-1][:3]:\n    print(labels[i], probabilities[i])\n```\n");
    }

    private static string PythonCrop(Preprocessing preprocessing)
    {
        (int height, int width, int size) = (preprocessing.Height, preprocessing.Width, preprocessing.Resize);
        string filter = preprocessing.Resampling == Resampling.Bicubic ? "BICUBIC" : "BILINEAR";
        string resize = preprocessing.Policy switch
        {
            ResizePolicy.ShorterSide => $"w, h = picture.size\nw, h = ({size}, {size} * h // w) if w <= h else ({size} * w // h, {size})\n",
            ResizePolicy.Stretch => $"w, h = {size}, {size}\n",
            ResizePolicy.CentreSquare => $"s = min(picture.size)\nl, t = (picture.width - s) // 2, (picture.height - s) // 2\npicture = picture.crop((l, t, l + s, t + s))\nw, h = {width}, {height}\n",
            _ => $"# prepare the crop as described above; the export option --with-preprocessing makes a file that does it\nw, h = {width}, {height}\n",
        };
        return $"{resize}picture = picture.resize((w, h), Image.{filter})\nl, t = round((w - {width}) / 2), round((h - {height}) / 2)\npicture = picture.crop((l, t, l + {width}, t + {height}))\n";
    }

    private static string Words(Preprocessing preprocessing)
    {
        string filter = preprocessing.Resampling switch { Resampling.Bicubic => "bicubic with antialiasing", Resampling.Area => "by the mean of areas", _ => "bilinear with antialiasing" };
        (int height, int width, int size) = (preprocessing.Height, preprocessing.Width, preprocessing.Resize);
        string made = preprocessing.Policy switch
        {
            ResizePolicy.ShorterSide => $"the shorter side becomes {size} pixels ({filter}), and the central {width}×{height} are cut out",
            ResizePolicy.Stretch => $"both sides become {size} pixels ({filter}), and the central {width}×{height} are cut out",
            ResizePolicy.CentreSquare => $"the largest central square becomes {width}×{height} ({filter})",
            ResizePolicy.CentreFraction => $"the central {Number((float)preprocessing.Fraction)} of each side becomes {width}×{height} ({filter})",
            _ => $"a square becomes {width}×{height}, placed as the tutorial of 2018 did ({filter})",
        };
        return $"{made}; channels in the order {(preprocessing.Channels == ChannelOrder.Bgr ? "blue, green, red" : "red, green, blue")}";
    }

    private static string Number(float value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Joined(this IEnumerable<string> numbers) => string.Join(", ", numbers);
}
