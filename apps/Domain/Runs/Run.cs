using System.Text.Json;
using ReportScheduler.Domain.Deliveries;
using ReportScheduler.Domain.Reports;

namespace ReportScheduler.Domain.Runs;

/// <summary>One execution of a report: the ledger entry of a due fire, or of a request by a person.</summary>
public sealed record Run
{
    public required Guid Id { get; init; }
    public required Guid ReportId { get; init; }
    public required string ReportName { get; init; }

    /// <summary>The definition version it runs, the current one when it was made; null for older ones that no worker has taken.</summary>
    public int? ReportVersion { get; init; }

    public Guid? ScheduleId { get; init; }
    public string? ScheduleName { get; init; }
    public required RunTrigger Trigger { get; init; }
    public required RunState State { get; init; }

    /// <summary>What holds a waiting run back.</summary>
    public RunWait? WaitsFor { get; init; }

    /// <summary>When the schedule said it should run (UTC, milliseconds); for a manual run the time of the request.</summary>
    public required DateTimeOffset NominalFireAt { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How often a worker has taken it; above one after a crash.</summary>
    public required int Attempt { get; init; }

    public required JsonElement Parameters { get; init; }
    public RunError? Error { get; init; }
    public string? SkipReason { get; init; }

    /// <summary>The holiday, weekday or blackout that a skipped fire met, for people.</summary>
    public string? SkipDetail { get; init; }

    public Guid? RetryOf { get; init; }

    /// <summary>The backfill it belongs to.</summary>
    public Guid? BackfillId { get; init; }

    /// <summary>The run whose success started this one.</summary>
    public Guid? CausedBy { get; init; }

    /// <summary>When everything must be delivered.</summary>
    public DateTimeOffset? DeadlineAt { get; init; }

    /// <summary>True once the deadline has passed without.</summary>
    public bool DeadlineMissed { get; init; }

    /// <summary>The time zone of the schedule when it fired, an IANA name; null without a schedule.</summary>
    public string? ScheduledZone { get; init; }

    /// <summary>What was bound when it was rendered; only on a single run, and null as long as it was not.</summary>
    public BoundValues? BoundParameters { get; init; }

    /// <summary>What its files hold together; only in lists, and null without files.</summary>
    public RunResult? Result { get; init; }

    /// <summary>Only on a single run.</summary>
    public IReadOnlyList<Artifact>? Artifacts { get; init; }

    /// <summary>Only on a single run.</summary>
    public IReadOnlyList<Delivery>? Deliveries { get; init; }
}

/// <summary>The files of a run in short.</summary>
/// <param name="Files">How many there are.</param>
/// <param name="RowCount">Rows of the file that has most: several files have the same rows.</param>
/// <param name="SizeBytes">Bytes of all files that people get.</param>
/// <param name="Formats">Their formats, each once, in the order of the files.</param>
public sealed record RunResult(int Files, long RowCount, long SizeBytes, IReadOnlyList<string> Formats);

/// <summary>Why a run or a delivery failed.</summary>
/// <param name="Code">Stable code in snake_case.</param>
/// <param name="Message">One sentence for the owner; never SQL, a stack, a host or a secret of ours.</param>
public sealed record RunError(string Code, string Message);

/// <summary>A stored result file of a run.</summary>
public sealed record Artifact
{
    public required Guid Id { get; init; }
    public required Guid RunId { get; init; }
    public required string FileName { get; init; }
    public required string Format { get; init; }

    /// <summary>The query it holds, where a file of its format can hold only one; null: all of them.</summary>
    public string? Section { get; init; }

    public required string ContentType { get; init; }

    /// <summary>Bytes of the file a person gets.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>Bytes in the store, after compression.</summary>
    public required long StoredBytes { get; init; }

    public required long RowCount { get; init; }

    /// <summary>Lower-case hex SHA-256 of the file a person gets.</summary>
    public required string Sha256 { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its content is deleted; null: it is kept.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>True once the content is deleted; what is known of it stays.</summary>
    public bool IsRemoved { get; init; }
}

/// <summary>A link by which anybody who has it can download an artifact, without an account.</summary>
/// <param name="Url">Only when it is made: what the link holds is not stored.</param>
public sealed record DownloadLink(
    Guid Id, Guid ArtifactId, DateTimeOffset ExpiresAt, string CreatedBy, DateTimeOffset CreatedAt, string? RevokedBy, DateTimeOffset? RevokedAt,
    string? Url = null);

/// <summary>What a tenant's artifacts take up.</summary>
/// <param name="SizeBytes">Bytes of the files people get.</param>
/// <param name="StoredBytes">Bytes in the store, after compression.</param>
/// <param name="Reports">The reports that take up the most, up to 50.</param>
public sealed record StorageUsage(long Artifacts, long SizeBytes, long StoredBytes, IReadOnlyList<ReportStorageUsage> Reports);

/// <summary>What the artifacts of one report take up.</summary>
public sealed record ReportStorageUsage(Guid ReportId, string ReportName, long Artifacts, long SizeBytes, long StoredBytes);

/// <summary>One step in a run's life; sequence numbers of a run have no gaps and follow commit order.</summary>
public sealed record RunEvent(int Sequence, DateTimeOffset At, string Kind, JsonElement Data);
