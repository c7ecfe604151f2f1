namespace Graft.Web;

/// <summary>A request that is refused; it becomes a problem document (RFC 9457).</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="code">The kind of problem, for programs: its type is <c>urn:graft:problem:CODE</c>.</param>
/// <param name="message">Fact, expectation and remedy, for people.</param>
internal sealed class RequestException(int status, string code, string message, Exception? cause = null) : GraftException(message, cause)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    /// <summary>When to try again; null where trying again would not help.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
