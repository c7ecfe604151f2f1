using System.Runtime.InteropServices;
using Graft.Cli.CommandLine;

namespace Graft.Cli.Commands;

/// <summary>Turns Ctrl-C, and a polite request of the system to end, into a request that training can honour: it finishes its step and saves. A second Ctrl-C ends at once.</summary>
internal sealed class StopRequest : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;

    public StopRequest() => registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, Ask))];

    /// <summary>What a person is told who asks.</summary>
    public string Saying { get; set; } = "finishing the step and saving …";

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        Array.ForEach(registrations, registration => registration.Dispose());
        source.Dispose();
    }

    private void Ask(PosixSignalContext context)
    {
        if (source.IsCancellationRequested)
        {
            // What was saved last stays whole: files are replaced, never rewritten.
            Environment.Exit(GraftProgram.Stopped);
        }
        context.Cancel = true;
        Console.Error.WriteLine($"\n{Saying} (once more to end at once)");
        source.Cancel();
    }
}
