namespace Graft.Training.Native;

public enum DoctorStatus
{
    Ok,

    /// <summary>It works, but not as well as it could.</summary>
    Warn,

    /// <summary>Something that Graft offers does not work.</summary>
    Fail,
}

/// <summary>One line of what <c>graft doctor</c> says.</summary>
/// <param name="Topic">What it is about, such as "libtorch".</param>
/// <param name="Fact">What is the case.</param>
/// <param name="Remedy">What to do about it; null if there is nothing to do.</param>
public sealed record DoctorRow(string Topic, string Fact, DoctorStatus Status = DoctorStatus.Ok, string? Remedy = null);
