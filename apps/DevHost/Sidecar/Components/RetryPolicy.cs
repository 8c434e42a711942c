namespace ReportScheduler.DevHost.Sidecar.Components;

/// <summary>A retry policy of a Resiliency resource.</summary>
/// <param name="Exponential">
/// Delays grow by half from 500 ms up to <paramref name="MaxInterval"/>, as in daprd (without its jitter).
/// </param>
/// <param name="Duration">Delay of a constant policy; daprd's default is 5 s.</param>
/// <param name="MaxInterval">Longest delay of an exponential policy; daprd's default is 60 s.</param>
/// <param name="MaxRetries">Retries after the first try; -1 means for ever.</param>
internal sealed record RetryPolicy(bool Exponential, TimeSpan Duration, TimeSpan MaxInterval, int MaxRetries)
{
    private static readonly TimeSpan FirstInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether to try again after this many failures.</summary>
    public bool Allows(int failures) => MaxRetries < 0 || failures <= MaxRetries;

    /// <summary>How long to wait after this many failures (1 or more).</summary>
    public TimeSpan Delay(int failures)
    {
        if (!Exponential)
            return Duration;
        // 2^63 half-steps are far beyond any interval; the cap keeps the power finite.
        var interval = FirstInterval * Math.Pow(1.5, Math.Min(failures - 1, 100));
        return interval < MaxInterval ? interval : MaxInterval;
    }
}

/// <summary>What applies to one message on its way from a pub/sub component to the app.</summary>
/// <param name="Retry">Null: no retries in process.</param>
/// <param name="Timeout">Longest time of one call of the app; null for no limit.</param>
internal sealed record InboundPolicy(RetryPolicy? Retry, TimeSpan? Timeout);

/// <summary>A Resiliency resource, as far as it concerns messages to apps.</summary>
/// <param name="Name">Name of the resource.</param>
/// <param name="Inbound">Inbound policies by component.</param>
/// <param name="Default">From the reserved names (DefaultPubsubComponentInboundRetryPolicy and less specific ones).</param>
/// <param name="Scopes">App ids it is for; empty means all.</param>
/// <param name="Ignored">Parts of the file that the embedded sidecar does not apply.</param>
internal sealed record ResiliencySpec(
    string Name,
    IReadOnlyDictionary<string, InboundPolicy> Inbound,
    InboundPolicy? Default,
    IReadOnlyList<string> Scopes,
    IReadOnlyList<string> Ignored)
{
    public bool IsFor(string appId) => Scopes.Count == 0 || Scopes.Contains(appId);
}
