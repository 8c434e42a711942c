namespace ReportScheduler.Worker.Delivering;

/// <summary>Addresses under which people outside reach the platform; <c>PublicUrl</c> is its base.</summary>
internal sealed class PublicLinks(IConfiguration configuration)
{
    private readonly string _base = configuration["PublicUrl"]?.TrimEnd('/')
        ?? throw new InvalidOperationException("Set PublicUrl to the address people use, for example https://reports.example.com.");

    /// <summary>The run's page.</summary>
    public string Run(Guid runId) => $"{_base}/runs/{runId}";

    /// <summary>The schedule's page.</summary>
    public string Schedule(Guid scheduleId) => $"{_base}/schedules/{scheduleId}";

    /// <summary>The artifact's content; it needs a token.</summary>
    public string Content(Guid artifactId) => $"{_base}/v1/artifacts/{artifactId}/content";
}
