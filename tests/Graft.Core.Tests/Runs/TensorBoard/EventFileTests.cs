using Graft.Runs;
using Graft.Runs.TensorBoard;
using Graft.Wire;

namespace Graft.Core.Tests.Runs.TensorBoard;

public sealed class EventFileTests : IDisposable
{
    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_250);

    private static readonly string Fixed = Fixture.PathOf("events.tfevents");

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void The_checksum_is_that_of_the_standard()
    {
        // RFC 3720, B.4: 32 zero bytes have 8a9136aa; and the customary check of nine digits.
        Assert.Equal(Mask(0x8A9136AA), MaskedCrc.Of(new byte[32]));
        Assert.Equal(Mask(0xE3069283), MaskedCrc.Of("123456789"u8));

        static uint Mask(uint crc) => ((crc >> 15) | (crc << 17)) + 0xA282EAD8;
    }

    [Fact]
    public void Every_kind_of_value_is_read_from_a_file_encoded_by_hand()
    {
        EventRecord[] records = [.. EventFileReader.Read(Fixed)];
        Assert.Equal([EventKind.Version, EventKind.Restart, .. Enumerable.Repeat(EventKind.Summary, 7), EventKind.Other], records.Select(record => record.Kind));
        Assert.Equal([0, 8, 8, 8, 8, 9, 9, 9, 9, 0], records.Select(record => record.Step));
        Assert.All(records, record => Assert.Equal(Time, record.Time));
        Assert.Equal([new ScalarValue("loss/train", 2.25), new ScalarValue("learning rate", 0.001f)], records[2].Values);
        byte[] png = AssertImage("samples", records[3]);
        Assert.Equal([new TextValue("recipe", "* six epochs à 10 %")], records[4].Values);
        Assert.Equal([new ScalarValue("epoch_loss", 0.5)], records[5].Values);
        Assert.Equal([new ScalarValue("epoch_accuracy", 0.75)], records[6].Values);
        Assert.Equal(png, AssertImage("pictures", records[7]));
        Assert.Equal([new OtherValue("weights", "histograms")], records[8].Values);
        Assert.Empty(records[9].Values);
    }

    [Fact]
    public void What_is_written_equals_the_file_encoded_by_hand_byte_for_byte()
    {
        EventRecord[] records = [.. EventFileReader.Read(Fixed)];
        ReadOnlyMemory<byte> png = ((ImageValue)records[3].Values[0]).Encoded;
        string path;
        using (EventFileWriter writer = new(scratch.Path, resumedAt: 7))
        {
            path = writer.Path;
            writer.Scalars(8, Time, ("loss/train", 2.25), ("learning rate", 0.001));
            writer.Image(8, Time, "samples", 2, 1, png.Span);
            writer.Text(8, Time, "recipe", "* six epochs à 10 %");
        }
        EventRecord[] written = [.. EventFileReader.Read(path)];
        Assert.Equal([EventKind.Version, EventKind.Restart, EventKind.Summary, EventKind.Summary, EventKind.Summary], written.Select(record => record.Kind));
        Assert.Equal(8, written[1].Step);
        Assert.Equal(File.ReadAllBytes(Fixed)[(int)records[2].Offset..(int)records[5].Offset], File.ReadAllBytes(path)[(int)written[2].Offset..]);
        Assert.Contains("tfevents", Path.GetFileName(path));
    }

    [Fact]
    public void Every_record_is_on_its_way_to_the_disk_when_the_call_returns()
    {
        using EventFileWriter writer = new(scratch.Path);
        writer.Scalars(1, Time, ("loss", 1));
        Assert.Equal(2, EventFileReader.Read(writer.Path).Count());
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named() =>
        Assert.StartsWith($"'{scratch.At("missing")}", Assert.Throws<WriteException>(() => new EventFileWriter(scratch.At("missing"))).Message);

    [Fact]
    public void A_cut_file_is_named_with_the_offset_or_ends_quietly()
    {
        byte[] whole = File.ReadAllBytes(Fixed);
        long[] offsets = [.. EventFileReader.Read(Fixed).Select(record => record.Offset), whole.Length];
        string path = scratch.At("cut.tfevents");
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            int complete = offsets.Count(offset => offset <= length) - 1;
            Assert.Equal(complete, EventFileReader.Read(path, allowPartialEnd: true).Count());
            if (offsets.Contains(length))
            {
                Assert.Equal(complete, EventFileReader.Read(path).Count());
            }
            else
            {
                Assert.StartsWith($"{path}: the record at byte {offsets[complete]} is damaged: ", Assert.Throws<EventFileException>(() => EventFileReader.Read(path).Count()).Message);
            }
        }
    }

    [Fact]
    public void Every_flipped_bit_is_noticed_at_its_record()
    {
        byte[] whole = File.ReadAllBytes(Fixed);
        long[] offsets = [.. EventFileReader.Read(Fixed).Select(record => record.Offset)];
        string path = scratch.At("flipped.tfevents");
        for (int bit = 0; bit < whole.Length * 8; bit += 11)
        {
            byte[] damaged = [.. whole];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(path, damaged);
            long at = offsets.Last(offset => offset <= bit / 8);
            Assert.StartsWith($"{path}: the record at byte {at} is damaged: the checksum of its ", Assert.Throws<EventFileException>(() => EventFileReader.Read(path).Count()).Message);
        }
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 63)]
    [InlineData((ulong)long.MaxValue - 3)]
    [InlineData(1UL << 40)]
    [InlineData(5UL)]
    public void A_record_longer_than_the_file_is_named_before_memory_is_taken(ulong size)
    {
        string path = scratch.At("long.tfevents");
        byte[] length = BitConverter.GetBytes(size);
        File.WriteAllBytes(path, [.. length, .. BitConverter.GetBytes(MaskedCrc.Of(length)), 1, 2, 3, 4, 5, 6, 7, 8]);
        Assert.Equal($"{path}: the record at byte 0 is damaged: it says that it has {size} bytes, but 8 are left in the file with its checksum. What stands before it can be read; what follows cannot be trusted.",
            Assert.Throws<EventFileException>(() => EventFileReader.Read(path).Count()).Message);
        Assert.Empty(EventFileReader.Read(path, allowPartialEnd: true));
    }

    [Fact]
    public void Nonsense_with_a_right_checksum_is_named_or_harmless()
    {
        string path = scratch.At("nonsense.tfevents");
        Random random = new(1);
        int refused = 0;
        for (int trial = 0; trial < 300; trial++)
        {
            var data = new byte[random.Next(200)];
            random.NextBytes(data);
            File.WriteAllBytes(path, RecordFraming.Frame(data));
            try
            {
                Assert.Single(EventFileReader.Read(path));
            }
            catch (EventFileException error)
            {
                Assert.StartsWith($"{path}: the record at byte 0 is damaged: its checksum is right, but it is no event (", error.Message);
                refused++;
            }
        }
        Assert.InRange(refused, 150, 300);
    }

    private static byte[] AssertImage(string tag, EventRecord record)
    {
        ImageValue image = Assert.IsType<ImageValue>(Assert.Single(record.Values));
        Assert.Equal((tag, 2, 1), (image.Tag, image.Width, image.Height));
        Assert.Equal("PNG"u8, image.Encoded.Span[1..4]);
        return image.Encoded.ToArray();
    }
}
