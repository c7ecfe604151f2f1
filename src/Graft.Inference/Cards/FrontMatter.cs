using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Graft.Inference.Cards;

/// <summary>The YAML at the head of a card, by which Hugging Face and others list a model.</summary>
internal static class FrontMatter
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(StringBuilder text, CardFacts facts)
    {
        text.Append("---\nlibrary_name: onnx\npipeline_tag: image-classification\n");
        if (facts.Pretrained?.Licence is { } licence)
        {
            text.Append($"license: {Quoted(licence.ToLowerInvariant())}\n");
        }
        string[] tags = ["image-classification", "onnx", "transfer-learning", "graft", .. facts.Numbers == "float32" ? Array.Empty<string>() : [facts.Numbers]];
        text.Append($"tags:\n{string.Concat(tags.Select(tag => $"- {tag}\n"))}metrics:\n- accuracy\n");
        if (facts.Measured is { Pictures.Count: > 0 } measured)
        {
            double top1 = measured.Report().Top1.Value;
            string data = facts.Opened?.Info.Data is { } path ? Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(path)) : "held-out pictures";
            text.Append(CultureInfo.InvariantCulture, $"model-index:\n- name: {Quoted(facts.Name)}\n  results:\n  - task:\n      type: image-classification\n    dataset:\n      type: imagefolder\n      name: {Quoted(data)}\n      split: {(measured.Origin.Split == "val" ? "validation" : measured.Origin.Split)}\n    metrics:\n    - type: accuracy\n      value: {top1:0.####}\n");
        }
        text.Append("---\n");
    }

    /// <summary>JSON's strings are YAML's.</summary>
    private static string Quoted(string text) => JsonSerializer.Serialize(text, Relaxed);
}
