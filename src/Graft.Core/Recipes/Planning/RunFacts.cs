namespace Graft.Recipes.Planning;

/// <summary>What is known of a run before it is planned.</summary>
public sealed record RunFacts
{
    public required int Classes { get; init; }

    /// <summary>Pictures to train on.</summary>
    public required int Pictures { get; init; }

    /// <summary>Pictures held out of those that there are to train on, at the recipe's share; 0 where the data set has its own validation pictures.</summary>
    public int HeldOut { get; init; }

    /// <summary>Wall time for all of the run; null for no limit.</summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>Pictures of the class that has the fewest.</summary>
    public required int FewestPerClass { get; init; }

    /// <summary>Whether the network comes with weights learned elsewhere.</summary>
    public required bool IsPretrained { get; init; }

    /// <summary>Whether those weights were learned from pictures that a formula drew, as graft-s' were.</summary>
    public bool LearnedFromDrawings { get; init; }

    /// <summary>Weights of the network.</summary>
    public required long Parameters { get; init; }

    /// <summary>Multiply-adds for one picture.</summary>
    public required long MultiplyAdds { get; init; }

    /// <summary>Bytes that all values between the network's nodes take for one picture.</summary>
    public required long ActivationBytes { get; init; }

    /// <summary>Bytes of memory that this process may use.</summary>
    public required long Memory { get; init; }

    /// <summary>Physical cores.</summary>
    public required int Cores { get; init; }
}
