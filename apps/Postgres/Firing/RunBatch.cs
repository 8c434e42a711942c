using Npgsql;
using ReportScheduler.Domain.Runs;

namespace ReportScheduler.Postgres.Firing;

/// <summary>Runs whose messages are to be published, and the outbox entry that is deleted when they are.</summary>
/// <param name="OutboxId">Null when nothing stands for them in the outbox.</param>
public sealed record RunBatch(Guid? OutboxId, IReadOnlyList<RunKey> Runs)
{
    public static readonly RunBatch Empty = new(null, []);

    /// <summary>The trace in which they, or the first of them, were asked for, as W3C Trace Context; null where none was recorded.</summary>
    public string? TraceParent { get; init; }

    /// <summary>A run from a row that begins with its tenant and its id.</summary>
    internal static RunKey MapRun(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetGuid(1));
}
