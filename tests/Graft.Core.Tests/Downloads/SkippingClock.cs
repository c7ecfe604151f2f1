namespace Graft.Core.Tests.Downloads;

/// <summary>A clock whose waits are over at once and are noted; only the wait that a connection may be silent for lasts until a test says so.</summary>
internal sealed class SkippingClock(TimeSpan silence) : TimeProvider
{
    private readonly TimeSpan silence = silence;
    private readonly List<Timer> silent = [];
    private readonly Lock guard = new();

    /// <summary>Waits that were asked for.</summary>
    public List<TimeSpan> Waits { get; } = [];

    /// <summary>Lets the time pass that connections may be silent for.</summary>
    public void EndSilence()
    {
        Timer[] due;
        lock (guard)
        {
            due = [.. silent];
        }
        Array.ForEach(due, timer => timer.Fire());
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Timer timer = new(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(SkippingClock clock, Action fire) : ITimer
    {
        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.guard)
            {
                clock.silent.Remove(this);
                if (dueTime == clock.silence)
                {
                    clock.silent.Add(this);
                    return true;
                }
                if (dueTime == Timeout.InfiniteTimeSpan)
                {
                    return true;
                }
                clock.Waits.Add(dueTime);
            }
            ThreadPool.QueueUserWorkItem(_ => fire());
            return true;
        }

        public void Dispose()
        {
            lock (clock.guard)
            {
                clock.silent.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
