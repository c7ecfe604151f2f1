using System.Globalization;
using Google.Protobuf;
using Graft.Runs.TensorBoard.Wire;

namespace Graft.Runs.TensorBoard;

/// <summary>Writes an event file that TensorBoard shows, record by record; each is handed to the system at once, so a killed run has its file.</summary>
public sealed class EventFileWriter : IDisposable
{
    private static int counter;

    private readonly FileStream stream;

    /// <summary>Begins a file in a folder; TensorBoard shows all files of a folder as one run.</summary>
    /// <param name="folder">The folder of the run.</param>
    /// <param name="resumedAt">Steps done, if the run goes on: what earlier files say of later steps is then void.</param>
    /// <exception cref="WriteException">The folder is missing or closed to us.</exception>
    public EventFileWriter(string folder, long? resumedAt = null)
    {
        string name = string.Create(CultureInfo.InvariantCulture,
            $"events.out.tfevents.{DateTimeOffset.UtcNow.ToUnixTimeSeconds():D10}.{Environment.MachineName}.{Environment.ProcessId}.{Interlocked.Increment(ref counter)}");
        Path = System.IO.Path.Combine(folder, name);
        try
        {
            stream = new FileStream(Path, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new WriteException($"'{Path}' cannot be written: {cause.Message} Check that the folder exists and that you may write to it.", cause);
        }
        Write(new Event { FileVersion = "brain.Event:2", SourceMetadata = new() { Writer = "graft" } }, DateTimeOffset.UtcNow);
        if (resumedAt is { } done)
        {
            Write(new Event { Step = done + 1, SessionLog = new() { Status = SessionLog.Types.Status.Start } }, DateTimeOffset.UtcNow);
        }
    }

    /// <summary>The file; its name is new for each writer.</summary>
    public string Path { get; }

    /// <summary>Numbers of one step, each under its tag.</summary>
    public void Scalars(long step, DateTimeOffset time, params ReadOnlySpan<(string Tag, double Value)> scalars)
    {
        Summary summary = new();
        foreach ((string tag, double value) in scalars)
        {
            summary.Value.Add(new Summary.Types.Value { Tag = tag, SimpleValue = (float)value });
        }
        Write(new Event { Step = step, Summary = summary }, time);
    }

    /// <summary>A picture.</summary>
    /// <param name="step">The step it belongs to.</param>
    /// <param name="time">When it was made.</param>
    /// <param name="tag">What it shows.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="png">The encoded picture, RGB.</param>
    public void Image(long step, DateTimeOffset time, string tag, int width, int height, ReadOnlySpan<byte> png)
    {
        Summary.Types.Image image = new() { Width = width, Height = height, Colorspace = 3, EncodedImageString = ByteString.CopyFrom(png) };
        Write(step, time, new() { Tag = tag, Image = image });
    }

    /// <summary>Text, shown as Markdown.</summary>
    public void Text(long step, DateTimeOffset time, string tag, string markdown)
    {
        const int StringType = 7;
        TensorProto tensor = new() { Dtype = StringType, TensorShape = new() { Dim = { new TensorShapeProto.Types.Dim { Size = 1 } } }, StringVal = { ByteString.CopyFromUtf8(markdown) } };
        Write(step, time, new() { Tag = tag, Tensor = tensor, Metadata = new() { PluginData = new() { PluginName = "text" } } });
    }

    /// <summary>Makes sure that a power cut loses nothing written so far.</summary>
    public void Flush() => stream.Flush(flushToDisk: true);

    public void Dispose() => stream.Dispose();

    private void Write(long step, DateTimeOffset time, Summary.Types.Value value) => Write(new Event { Step = step, Summary = new() { Value = { value } } }, time);

    private void Write(Event record, DateTimeOffset time)
    {
        record.WallTime = (time - DateTimeOffset.UnixEpoch).TotalSeconds;
        stream.Write(RecordFraming.Frame(record.ToByteArray()));
    }
}
