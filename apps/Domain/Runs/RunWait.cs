using System.Text.Json.Serialization;

namespace ReportScheduler.Domain.Runs;

/// <summary>What holds a waiting run back.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<RunWait>))]
public enum RunWait
{
    /// <summary>An earlier run of its schedule.</summary>
    Overlap,

    /// <summary>The data that its schedule's gate asks for.</summary>
    Data,

    /// <summary>Other runs of its backfill.</summary>
    Backfill,
}
