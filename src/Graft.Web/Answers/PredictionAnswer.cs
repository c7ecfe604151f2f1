namespace Graft.Web;

/// <summary>The answer to a request for predictions.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Version">What tells this version of it from others: the first twelve digits of the SHA-256 of its file.</param>
/// <param name="Pictures">In the order in which they came.</param>
internal sealed record PredictionAnswer(string Model, string Version, IReadOnlyList<PictureAnswer> Pictures);

/// <summary>What one picture shows, or why that cannot be said.</summary>
/// <param name="Name">The file name that the client gave.</param>
/// <param name="Predictions">The likeliest classes, likeliest first; absent where there is an error.</param>
/// <param name="Logits">Of all classes, in the order of the model's labels; where asked for.</param>
/// <param name="Refusal">Why the model does not answer, in words, where it was allowed to refuse; the predictions are then its best guesses.</param>
/// <param name="Unfamiliar">How unlike the training pictures it is; absent where the model cannot tell.</param>
/// <param name="HeatMap">Where the likeliest class was seen; where asked for.</param>
/// <param name="Error">Why there are no predictions.</param>
internal sealed record PictureAnswer(string? Name, IReadOnlyList<ClassAnswer>? Predictions, IReadOnlyList<float>? Logits = null, string? Refusal = null, UnfamiliarAnswer? Unfamiliar = null, HeatMapAnswer? HeatMap = null, PictureFault? Error = null);

/// <summary>How unlike the training pictures a picture is.</summary>
/// <param name="Score">In standard deviations of the validation pictures; 0 for an ordinary picture.</param>
/// <param name="Percentile">The share of the validation pictures that are less strange, 0 … 1.</param>
internal sealed record UnfamiliarAnswer(float Score, float Percentile);

/// <summary>Where a class was seen.</summary>
/// <param name="Class">Which class.</param>
/// <param name="Method">How the map was come by.</param>
/// <param name="Picture">The photo with the map over it, as a data address.</param>
internal sealed record HeatMapAnswer(string Class, string Method, string Picture);

/// <summary>One class.</summary>
/// <param name="Label">Its name, or its number where the model does not know names.</param>
/// <param name="Index">Its place among the logits.</param>
/// <param name="Probability">In 0 … 1; those of all classes sum to 1.</param>
internal sealed record ClassAnswer(string Label, int Index, float Probability);

/// <summary>Why a picture among several has no answer.</summary>
/// <param name="Code">The kind, for programs.</param>
/// <param name="Detail">Fact, expectation and remedy, for people.</param>
internal sealed record PictureFault(string Code, string Detail);
