using Graft.Runs;

namespace Graft.Core.Tests.Runs;

public sealed class JsonLinesLogTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static readonly TrainingEvent[] AllKinds =
    [
        new RunStarted(0, "vgg_19", 10, 1350, 150, 42, 252, 1000, "six epochs") { Time = Noon },
        new HeadProbed(1350, 20, 0.5, 0.875, 12) { Time = Noon },
        new StepDone(1, 1 / 42.0, 2.5, 1e-3, 40, 0.25) { Time = Noon },
        new PictureSkipped("a/b \"ü\".jpg", "truncated") { Time = Noon },
        new ImageDrawn(1, "samples", 4, 3, default) { Time = Noon },
        new StepDone(42, 1, double.NaN, 1e-3, 40) { Time = Noon },
        new Evaluated(42, 1, 0.5, 0.75, 1.5, 0.4, 0.6, 150, true) { Time = Noon },
        new CheckpointSaved(42, "checkpoints/step-000000042.safetensors", 0.5) { Time = Noon },
        new StepDone(43, 43 / 42.0, 2.25, 1e-3, 40) { Time = Noon },
        new Warning("slow disk") { Time = Noon },
        new RunEnded(43, RunState.Stopped, 60, 0.5, "Ctrl-C") { Time = Noon },
    ];

    private readonly ScratchFolder scratch = new();
    private readonly string path;

    public JsonLinesLogTests() => path = scratch.At("log.jsonl");

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void Every_kind_of_event_is_read_back_equal()
    {
        Write(AllKinds);
        Assert.Equal(AllKinds, JsonLinesLog.Read(path));
    }

    [Fact]
    public void A_line_is_plain_json()
    {
        Write(AllKinds[2], AllKinds[5]);
        Assert.Equal("""
            {"event":"step","time":"2026-11-24T12:00:00+00:00","step":1,"epoch":0.023809523809523808,"loss":2.5,"rate":0.001,"imagesPerSecond":40,"accuracy":0.25}
            {"event":"step","time":"2026-11-24T12:00:00+00:00","step":42,"epoch":1,"loss":"NaN","rate":0.001,"imagesPerSecond":40}

            """, File.ReadAllText(path));
    }

    [Fact]
    public void A_confusion_matrix_is_kept()
    {
        Write(new Evaluated(1, 1, 1, 1, 0, 1, 1, 3, Confusion: [[2, 0], [0, 1]]));
        Assert.Equal([[2, 0], [0, 1]], Assert.IsType<Evaluated>(Assert.Single(JsonLinesLog.Read(path))).Confusion!);
    }

    [Fact]
    public void Lines_are_there_as_soon_as_the_event_has_passed()
    {
        using JsonLinesLog log = JsonLinesLog.Create(path);
        log.On(AllKinds[0]);
        Assert.Single(JsonLinesLog.Read(path));
    }

    [Fact]
    public void After_a_resume_the_log_reads_as_one_run()
    {
        Write(AllKinds);
        using (JsonLinesLog log = JsonLinesLog.Resume(path, 42))
        {
            log.On(AllKinds[8]);
        }
        Assert.Equal([.. AllKinds[..8], AllKinds[8]], JsonLinesLog.Read(path));
    }

    [Fact]
    public void The_notice_of_a_stop_at_the_checkpoint_is_dropped_on_resume()
    {
        Write(AllKinds[7], new RunEnded(42, RunState.Stopped, 60));
        JsonLinesLog.Resume(path, 42).Dispose();
        Assert.Equal([AllKinds[7]], JsonLinesLog.Read(path));
    }

    [Fact]
    public void A_last_line_that_was_cut_anywhere_is_left_out()
    {
        Write(AllKinds[..3]);
        byte[] whole = File.ReadAllBytes(path);
        int second = Array.IndexOf(whole, (byte)'\n') + 1;
        int third = Array.IndexOf(whole, (byte)'\n', second) + 1;
        for (int length = third; length < whole.Length - 1; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.Equal(AllKinds[..2], JsonLinesLog.Read(path));
        }
    }

    [Fact]
    public void Unknown_kinds_of_events_are_passed_over()
    {
        File.WriteAllText(path, """{"event":"tea","cups":2}""" + "\n\n" + """{"event":"warning","message":"x"}""" + "\n");
        Assert.Equal("x", Assert.IsType<Warning>(Assert.Single(JsonLinesLog.Read(path))).Message);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[1]")]
    [InlineData("""{"event":5}""")]
    [InlineData("""{"step":1}""")]
    [InlineData("""{"event":"step","step":"many"}""")]
    public void A_damaged_line_in_the_middle_is_named(string line)
    {
        File.WriteAllText(path, $$"""{"event":"warning","message":"x"}{{"\n"}}{{line}}{{"\n"}}{"event":"warning","message":"y"}""");
        Assert.StartsWith($"{path}, line 2 is no event of a run: ", Assert.Throws<RunException>(() => JsonLinesLog.Read(path).ToList()).Message);
    }

    [Fact]
    public void A_line_without_end_does_not_fill_the_memory()
    {
        using (FileStream file = File.Create(path))
        {
            file.SetLength(1L << 40); // a hole: takes no room on the disk
        }
        Assert.Equal($"{path}, line 1 has more than 67108864 bytes, which no line of a log has. Is it another kind of file?", Assert.Throws<RunException>(() => JsonLinesLog.Read(path).ToList()).Message);
    }

    [Fact]
    public void Lines_longer_than_the_buffer_are_whole()
    {
        string[] messages = [.. Enumerable.Range(0, 40).Select(i => new string((char)('a' + (i % 26)), i * 9973))];
        Write([.. messages.Select(message => new Warning(message))]);
        Assert.Equal(messages, JsonLinesLog.Read(path).Cast<Warning>().Select(each => each.Message));
    }

    [Fact]
    public void Damaged_logs_are_refused_by_name()
    {
        Write(AllKinds);
        byte[] whole = File.ReadAllBytes(path);
        Random random = new(1);
        for (int trial = 0; trial < 300; trial++)
        {
            byte[] damaged = [.. whole];
            damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(path, damaged);
            try
            {
                Assert.InRange(JsonLinesLog.Read(path).Count(), 0, AllKinds.Length + 1);
            }
            catch (RunException error)
            {
                Assert.Contains(", line ", error.Message);
            }
        }
    }

    private void Write(params TrainingEvent[] events)
    {
        using JsonLinesLog log = JsonLinesLog.Create(path);
        foreach (TrainingEvent each in events)
        {
            log.On(each);
        }
    }
}
