using ReportScheduler.DevHost.Processes;

namespace ReportScheduler.DevHost.LocalPostgres;

/// <summary>The Docker engine of this machine.</summary>
public static class DockerEngine
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);

    /// <summary>True if an engine runs and answers within a few seconds.</summary>
    public static async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        var info = await new Tool("docker", "info", "--format", "{{.ServerVersion}}").RunWithinAsync(AnswerLimit, cancellationToken);
        return info is { Succeeded: true };
    }
}
