using System.Buffers.Binary;
using Google.Protobuf;
using Graft.Runs.TensorBoard.Wire;
using Graft.Wire;

namespace Graft.Runs.TensorBoard;

/// <summary>Reads the event files of TensorBoard, whoever wrote them, record by record, with their checksums.</summary>
public static class EventFileReader
{
    private static readonly MessageParser<Event> Parser = Event.Parser.WithDiscardUnknownFields(true);

    /// <summary>The records of a file, read lazily.</summary>
    /// <param name="path">The file.</param>
    /// <param name="allowPartialEnd">Whether a last record that is cut off is left out instead of an error, as in the file of a run that was killed or goes on.</param>
    /// <exception cref="EventFileException">The file cannot be read, or a record is cut off or damaged; the message gives its offset.</exception>
    public static IEnumerable<EventRecord> Read(string path, bool allowPartialEnd = false)
    {
        using FileStream stream = Open(path);
        long length = stream.Length;
        long offset = 0;
        var header = new byte[RecordFraming.HeaderBytes];
        while (offset < length)
        {
            long left = length - offset;
            if (left < RecordFraming.HeaderBytes)
            {
                if (allowPartialEnd)
                {
                    yield break;
                }
                throw Damaged(path, offset, $"the file ends after {left} of the {RecordFraming.HeaderBytes} bytes of its header");
            }
            stream.ReadExactly(header);
            Verify(path, offset, "length", header.AsSpan(0, 8), header.AsSpan(8));
            ulong size = BinaryPrimitives.ReadUInt64LittleEndian(header);
            // Compared before it is added to anything or anything is allocated: the number is the file's.
            if (size > (ulong)Math.Max(0, left - RecordFraming.HeaderBytes - RecordFraming.FooterBytes) || size > (ulong)Array.MaxLength - RecordFraming.FooterBytes)
            {
                if (allowPartialEnd)
                {
                    yield break;
                }
                throw Damaged(path, offset, $"it says that it has {size} bytes, but {left - RecordFraming.HeaderBytes} are left in the file with its checksum");
            }
            var data = new byte[(int)size + RecordFraming.FooterBytes];
            stream.ReadExactly(data);
            Verify(path, offset, "contents", data.AsSpan(0, (int)size), data.AsSpan((int)size));
            yield return Parse(path, offset, data.AsSpan(0, (int)size));
            offset += RecordFraming.HeaderBytes + data.Length;
        }
    }

    private static void Verify(string path, long offset, string what, ReadOnlySpan<byte> data, ReadOnlySpan<byte> stored)
    {
        uint expected = BinaryPrimitives.ReadUInt32LittleEndian(stored);
        uint actual = MaskedCrc.Of(data);
        if (actual != expected)
        {
            throw Damaged(path, offset, $"the checksum of its {what} is {expected:x8}, but should be {actual:x8}");
        }
    }

    private static EventRecord Parse(string path, long offset, ReadOnlySpan<byte> data)
    {
        Event record;
        try
        {
            record = Parser.ParseFrom(data);
        }
        catch (InvalidProtocolBufferException cause)
        {
            throw Damaged(path, offset, $"its checksum is right, but it is no event ({cause.Message})", cause);
        }
        EventKind kind = record.WhatCase switch
        {
            Event.WhatOneofCase.Summary => EventKind.Summary,
            Event.WhatOneofCase.FileVersion => EventKind.Version,
            Event.WhatOneofCase.SessionLog when record.SessionLog.Status == SessionLog.Types.Status.Start => EventKind.Restart,
            _ => EventKind.Other,
        };
        IReadOnlyList<SummaryValue> values = kind == EventKind.Summary ? [.. record.Summary.Value.Select(SummaryDecoding.Decode)] : [];
        return new(offset, SummaryDecoding.Time(record.WallTime), record.Step, kind, values);
    }

    private static EventFileException Damaged(string path, long offset, string fact, Exception? cause = null) =>
        new($"{path}: the record at byte {offset} is damaged: {fact}. What stands before it can be read; what follows cannot be trusted.", cause);

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new EventFileException($"{path} cannot be read: {cause.Message}", cause);
        }
    }
}
