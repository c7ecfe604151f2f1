using Graft.Runs;

namespace Graft.Core.Tests.Runs;

public class ObserverListTests
{
    [Fact]
    public void Every_onlooker_sees_every_event_in_order()
    {
        Recorder first = new(), second = new();
        ObserverList all = new(first, second);
        all.On(new Warning("a"));
        all.On(new Warning("b"));
        Assert.Equal(["a", "b"], first.Messages);
        Assert.Equal(["a", "b"], second.Messages);
    }

    [Fact]
    public void One_that_throws_harms_nobody_and_is_reported_once()
    {
        Recorder recorder = new();
        ObserverList all = new(new Thrower(), recorder);
        all.On(new Warning("a"));
        all.On(new Warning("b"));
        Assert.Equal(["Thrower failed and may miss events from here on; training goes on: the disk is full", "a", "b"], recorder.Messages);
    }

    [Fact]
    public void Two_that_throw_end() => new ObserverList(new Thrower(), new Thrower()).On(new Warning("a"));

    private sealed class Recorder : ITrainingObserver
    {
        public List<string> Messages { get; } = [];

        public void On(TrainingEvent happened) => Messages.Add(((Warning)happened).Message);
    }

    private sealed class Thrower : ITrainingObserver
    {
        public void On(TrainingEvent happened) => throw new IOException("the disk is full");
    }
}
