using System.Diagnostics;
using Graft.Inference;
using Microsoft.AspNetCore.Http;

namespace Graft.Web;

/// <summary><c>POST /v1/predict</c>: reads pictures, decodes them, lets them run in batches with those of other requests, and answers.</summary>
internal sealed class PredictEndpoint(ServerOptions options, ModelCatalog catalog, RequestReader reader, Decoders decoders, QueueGate gate, ServerMeters meters)
{
    /// <param name="name">The model that the address names; null where it names none.</param>
    /// <exception cref="RequestException">The request is refused.</exception>
    public async Task<IResult> Answer(HttpContext context, string? name)
    {
        long begun = Stopwatch.GetTimestamp();
        string model = name ?? "";
        int status = 200;
        try
        {
            (model, IResult result) = await Run(context, name).ConfigureAwait(false);
            return result;
        }
        catch (Exception error)
        {
            status = error is RequestException refusal ? refusal.Status : error is BadHttpRequestException bad ? bad.StatusCode : context.RequestAborted.IsCancellationRequested ? 499 : 500;
            throw;
        }
        finally
        {
            meters.Requested(model, status, Stopwatch.GetElapsedTime(begun));
        }
    }

    private async Task<(string Model, IResult Result)> Run(HttpContext context, string? name)
    {
        using CancellationTokenSource time = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        time.CancelAfter(options.Limits.Time);
        bool reading = true;
        try
        {
            if (gate.IsFull)
            {
                throw gate.Full(); // Before a byte of the upload is read.
            }
            using PredictRequest request = await reader.Read(context.Request, time.Token).ConfigureAwait(false);
            reading = false;
            if (name is not null && request.Wishes.Model is { } other && other != name)
            {
                throw Wishes.Bad($"the address names the model '{name}' and the request '{other}'.");
            }
            using QueueGate.Places places = gate.Enter(request.Pictures.Count);
            ServedModel model = catalog.Find(name ?? request.Wishes.Model).Hold();
            try
            {
                PictureAnswer[] answers = request.Pictures.Count == 1
                    ? [await One(model, request.Pictures[0], "the picture", request.Wishes, time.Token).ConfigureAwait(false)]
                    : await All(model, request, time.Token).ConfigureAwait(false);
                return (model.Name, TypedResults.Json(new PredictionAnswer(model.Name, model.Version, answers), AnswerJson.Plain.PredictionAnswer));
            }
            finally
            {
                model.Release();
            }
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            throw reading ? new RequestException(408, "too-slow", $"the request did not come within {options.Limits.Time.TotalSeconds:0} s. Send smaller pictures, or over a better connection.")
                : new RequestException(503, "too-busy", $"there was no answer within {options.Limits.Time.TotalSeconds:0} s. Try again, or send fewer pictures at once.") { RetryAfter = TimeSpan.FromSeconds(2) };
        }
    }

    /// <summary>Answers several pictures; one that cannot be decoded does not spoil the others.</summary>
    private async Task<PictureAnswer[]> All(ServedModel model, PredictRequest request, CancellationToken cancellation)
    {
        PictureAnswer[] answers = await Task.WhenAll(request.Pictures.Select((picture, index) => Task.Run(async () =>
        {
            try
            {
                return await One(model, picture, $"picture {index}", request.Wishes, cancellation).ConfigureAwait(false);
            }
            catch (RequestException error)
            {
                meters.Refused(error.Code);
                return new PictureAnswer(picture.Name, null, Error: new(error.Code, error.Message));
            }
        }, CancellationToken.None))).ConfigureAwait(false);
        return Array.Exists(answers, answer => answer.Error is null) ? answers
            : throw new RequestException(422, "bad-picture", $"none of the {answers.Length} pictures can be decoded. {answers[0].Error!.Detail}");
    }

    private async Task<PictureAnswer> One(ServedModel model, UploadedPicture picture, string place, Wishes wishes, CancellationToken cancellation)
    {
        ImageClassifier classifier = model.Classifier;
        _ = Policy(classifier, wishes); // Refused before anything is decoded.
        byte[] planes = await decoders.Decode(picture.Content.Bytes, place, classifier.Preprocessing, cancellation).ConfigureAwait(false);
        PictureJob job = new(planes, cancellation);
        model.Runner.Add(job);
        (float[] logits, OutOfDistribution? distribution) = await job.Outcome.ConfigureAwait(false);
        ClassAnswer[] likeliest = [.. Softmax.Likeliest(logits, wishes.Top).Select(each => new ClassAnswer(classifier.LabelOf(each.Index), each.Index, each.Probability))];
        meters.Predicted(model.Name, likeliest[0].Label);
        string? refusal = Policy(classifier, wishes)?.Refusal(new(likeliest[0].Label, likeliest[0].Probability), distribution);
        HeatMapAnswer? heat = wishes.HeatMap ? await model.Maps.Draw(picture.Content.Bytes, place, likeliest[0], cancellation).ConfigureAwait(false) : null;
        return new(picture.Name, likeliest, wishes.Logits ? logits : null, refusal, distribution is { } strange ? new(strange.Score, strange.Percentile) : null, heat);
    }

    private static AnswerPolicy? Policy(ImageClassifier classifier, Wishes wishes)
    {
        try
        {
            return wishes.Abstain is { } accuracy ? classifier.Trust.PolicyFor(accuracy) : null;
        }
        catch (InferenceException error)
        {
            throw new RequestException(422, "cannot-abstain", error.Message, error);
        }
    }
}
