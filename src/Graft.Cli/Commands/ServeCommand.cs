using System.CommandLine;
using Graft.Cli.CommandLine;
using Graft.Web;

namespace Graft.Cli.Commands;

/// <summary><c>graft serve</c>: models over HTTP, and a page.</summary>
internal static class ServeCommand
{
    private const string KeyVariable = "GRAFT_API_KEY";

    private static readonly Argument<string[]> Models = new("MODEL") { HelpName = "[NAME=]RUN|MODEL.onnx…", Description = "Models to serve, the default one first: folders of runs, or ONNX image networks", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<int> Port = new("--port") { HelpName = "N", Description = "The port on this machine; by default 8080, and 0 takes a free one", DefaultValueFactory = _ => ServerOptions.DefaultPort };
    private static readonly Option<string?> Urls = new("--urls") { HelpName = "URL;…", Description = "Addresses to listen at in place of --port: http://0.0.0.0:8080 is every address of the machine" };
    private static readonly Option<string?> Runs = new("--runs") { HelpName = "DIR", Description = "A folder of runs for the page to show, running ones live" };
    private static readonly Option<string[]> ApiKey = new("--api-key") { HelpName = "KEY", Description = $"A key that clients must send; may be given again for a second one. {KeyVariable} is read too, and does not show in the list of processes", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<bool> NoApiKey = new("--no-api-key") { Description = "Listen beyond this machine without a key, because something in front guards the server" };
    private static readonly Option<int?> Batch = new("--batch") { HelpName = "N", Description = "Pictures that run at once where so many wait; by default 8" };
    private static readonly Option<int?> Queue = new("--queue") { HelpName = "N", Description = "Pictures at work and waiting, beyond which requests get status 503; by default 256" };
    private static readonly Option<int?> Pictures = new("--pictures") { HelpName = "N", Description = "Pictures in one request; by default 64" };
    private static readonly Option<int?> PictureSize = new("--picture-mib") { HelpName = "MIB", Description = "Size of one picture file; by default 20" };
    private static readonly Option<int?> Pixels = new("--megapixels") { HelpName = "N", Description = "Million pixels of one picture; by default 100, of which formats other than common JPEGs may have 40" };
    private static readonly Option<double?> Time = new("--seconds") { HelpName = "N", Description = "From the first byte of a request to its answer; by default 30" };
    private static readonly Option<int> Threads = new("--threads") { HelpName = "N", Description = "Threads that compute; by default one per core" };
    private static readonly Option<bool> JsonLog = new("--json-log") { Description = "Write the log as lines of JSON" };
    private static readonly Option<bool> Quiet = new("--quiet") { Description = "No line in the log for each request" };

    public static Command Create()
    {
        GraftCommand command = new("serve", "Serve models over HTTP; for programs, and with a page to try them and to watch runs.")
        {
            Usage = ["serve [NAME=]RUN|MODEL.onnx… [--port N] [--runs DIR] [options]"],
            Examples =
            [
                ("graft serve runs/flowers", "the page and the API at http://localhost:8080, for this machine alone"),
                ("graft serve flowers=a.onnx birds=runs/birds --runs runs", "two models, and all runs with their live curves"),
                ("graft serve model.onnx --urls http://0.0.0.0:8080 --api-key KEY", "for other machines, with a key"),
            ],
            Notes =
            [
                "Ask it from a shell: curl -F file=@photo.jpg 'http://localhost:8080/v1/predict?top=3'",
                "A model file that is replaced is loaded beside the old one, tried, and then served; no request is lost. Ctrl-C answers what is under way, and ends.",
                "Addresses: / for people, POST /v1/predict, GET /v1/model and /v1/models, /v1/runs, /health/live, /health/ready, /metrics (Prometheus), /openapi.json. docs/serve.md says more.",
            ],
        };
        command.Add(Models);
        foreach (Option option in new Option[] { Port, Urls, Runs, ApiKey, NoApiKey, Batch, Queue, Pictures, PictureSize, Pixels, Time, Threads, JsonLog, Quiet })
        {
            command.Add(option);
        }
        command.SetAction(parsed => ServeProcess.Run(Read(parsed)));
        return command;
    }

    private static ServeRequest Read(ParseResult parsed)
    {
        string[] models = parsed.GetValue(Models) ?? [];
        string? runs = parsed.GetValue(Runs), urls = parsed.GetValue(Urls);
        int port = parsed.GetValue(Port);
        if (models.Length == 0 && runs is null)
        {
            throw new MisuseException("nothing to serve: name a model (graft serve runs/flowers), a folder of runs to watch (--runs runs), or both.");
        }
        if (port is < 0 or > 65535)
        {
            throw new MisuseException($"--port {port}: a port is 0 to 65535.");
        }
        if (runs is not null && !Directory.Exists(runs))
        {
            throw new MisuseException($"--runs {runs}: there is no such folder.");
        }
        string[] keys = [.. (parsed.GetValue(ApiKey) ?? []).Append(Environment.GetEnvironmentVariable(KeyVariable) ?? "").Where(key => key.Length > 0)];
        return new(models, urls ?? $"http://localhost:{port}", runs, keys, parsed.GetValue(NoApiKey), parsed.GetValue(Threads), parsed.GetValue(Batch), parsed.GetValue(Queue), parsed.GetValue(Pictures),
            parsed.GetValue(PictureSize), parsed.GetValue(Pixels), parsed.GetValue(Time), parsed.GetValue(JsonLog), parsed.GetValue(Quiet));
    }
}

/// <summary>What was typed, in types that need nothing of ASP.NET.</summary>
internal sealed record ServeRequest(string[] Models, string Urls, string? Runs, string[] Keys, bool Open, int Threads, int? Batch, int? Queue, int? Pictures, int? PictureMib, int? Megapixels, double? Seconds, bool JsonLog, bool Quiet);
