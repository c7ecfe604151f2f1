namespace Graft.Imaging;

/// <summary>What a picture shows: one class, or two where pictures were mixed.</summary>
/// <param name="Label">The class of the picture itself.</param>
/// <param name="PartnerLabel">The class of what was mixed in; the same where nothing was.</param>
/// <param name="Weight">The part of <paramref name="Label"/>, 0 … 1; the rest is <paramref name="PartnerLabel"/>'s.</param>
public readonly record struct SoftTarget(int Label, int PartnerLabel, float Weight);
