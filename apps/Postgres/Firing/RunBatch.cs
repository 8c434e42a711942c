using ReportScheduler.Domain.Messages;

namespace ReportScheduler.Postgres.Firing;

/// <summary>Runs whose messages are to be published, and the outbox entry that is deleted when they are.</summary>
/// <param name="OutboxId">Null when nothing stands for them in the outbox.</param>
public sealed record RunBatch(Guid? OutboxId, IReadOnlyList<RunRequested> Runs)
{
    public static readonly RunBatch Empty = new(null, []);
}
