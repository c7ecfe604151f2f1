namespace Graft.Runs;

/// <summary>An onlooker of a run: it is told what happened and cannot change it.</summary>
public interface ITrainingObserver
{
    /// <summary>Called on the training thread, so it should return soon.</summary>
    void On(TrainingEvent happened);
}

/// <summary>Passes events on to several onlookers. One that throws harms neither the run nor the others: its first failure becomes a <see cref="Warning"/>, later ones are not repeated.</summary>
public sealed class ObserverList(params IReadOnlyList<ITrainingObserver> observers) : ITrainingObserver
{
    private readonly HashSet<ITrainingObserver> failed = new(ReferenceEqualityComparer.Instance);

    public void On(TrainingEvent happened)
    {
        foreach (ITrainingObserver observer in observers)
        {
            if (Tell(observer, happened) is { } warning)
            {
                foreach (ITrainingObserver other in observers)
                {
                    if (!failed.Contains(other))
                    {
                        _ = Tell(other, warning);
                    }
                }
            }
        }
    }

    // Whatever an onlooker throws is its own affair: hours of training must not end because a disk of logs is full.
    private Warning? Tell(ITrainingObserver observer, TrainingEvent happened)
    {
        try
        {
            observer.On(happened);
            return null;
        }
        catch (Exception cause)
        {
            return failed.Add(observer) ? new Warning($"{observer.GetType().Name} failed and may miss events from here on; training goes on: {cause.Message}") : null;
        }
    }
}
