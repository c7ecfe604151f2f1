namespace Graft.Cli.Output;

/// <summary>Progress of a task with several stages, each with its own bar; any thread may report.</summary>
internal sealed class StageMeter : IDisposable
{
    private readonly Lock guard = new();
    private Meter? meter;
    private string stage = "";

    public void Report(string doing, int done, int total)
    {
        lock (guard)
        {
            if (doing != stage)
            {
                meter?.Dispose();
                (meter, stage) = (new(doing, total), doing);
            }
            meter!.Report(done);
        }
    }

    /// <summary>Says something on a line of its own.</summary>
    public void Say(string note)
    {
        lock (guard)
        {
            meter?.Dispose();
            Console.Error.WriteLine($"note: {note}");
        }
    }

    public void Dispose() => meter?.Dispose();
}
