using System.Runtime.CompilerServices;
using Graft.Cli.CommandLine;
using Graft.Web;

namespace Graft.Cli.Commands;

/// <summary>Runs the server in this process. Apart from the command, so that no other command loads ASP.NET.</summary>
internal static class ServeProcess
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Run(ServeRequest asked)
    {
        RunAsync(Options(asked)).GetAwaiter().GetResult();
        return GraftProgram.Done;
    }

    private static async Task RunAsync(ServerOptions options)
    {
        using StopRequest stop = new() { Saying = "answering what is under way …" };
        await using ModelServer server = ModelServer.Create(options);
        await server.StartAsync(stop.Token);
        foreach (string address in server.Addresses)
        {
            Console.Out.WriteLine(address);
        }
        await server.WaitAsync(stop.Token);
    }

    private static ServerOptions Options(ServeRequest asked)
    {
        RequestLimits standard = new();
        int pictures = asked.Pictures ?? Math.Min(standard.Pictures, asked.Queue ?? standard.Queue), bytes = asked.PictureMib is { } size ? (int)Math.Min((long)size << 20, 1 << 30) : standard.PictureBytes;
        long pixels = asked.Megapixels * 1_000_000L ?? standard.PicturePixels;
        return new()
        {
            Models = [.. asked.Models.Select(ModelSource.Parse)],
            Urls = [asked.Urls],
            Runs = asked.Runs,
            ApiKeys = asked.Keys,
            Open = asked.Open,
            JsonLog = asked.JsonLog,
            LogRequests = !asked.Quiet,
            Session = asked.Threads > 0 ? new() { Threads = asked.Threads } : new(),
            Limits = standard with
            {
                Batch = asked.Batch ?? standard.Batch,
                Queue = asked.Queue ?? standard.Queue,
                Pictures = pictures,
                PictureBytes = bytes,
                RequestBytes = Math.Max(standard.RequestBytes, bytes + (1 << 20)),
                PicturePixels = pixels,
                DecodedPixels = asked.Megapixels is null ? standard.DecodedPixels : Math.Max(standard.DecodedPixels, pixels * 2 / 5),
                Time = TimeSpan.FromSeconds(asked.Seconds ?? standard.Time.TotalSeconds),
            },
        };
    }
}
