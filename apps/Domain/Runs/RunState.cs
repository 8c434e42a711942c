using System.Text.Json.Serialization;

namespace ReportScheduler.Domain.Runs;

/// <summary>Where a run stands. The last five are terminal, and a run reaches exactly one of them.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<RunState>))]
public enum RunState
{
    /// <summary>Written to the ledger and held back: by an earlier run, for its data, or by its backfill.</summary>
    Waiting,

    /// <summary>Free to run; no worker has taken it.</summary>
    Requested,

    /// <summary>A worker renders or delivers it under a lease.</summary>
    Running,

    /// <summary>Rendered, and every delivery was made.</summary>
    Succeeded,

    /// <summary>Rendered, but at least one delivery failed or its outcome is unknown.</summary>
    DeliveryFailed,

    /// <summary>Not rendered; the error says why.</summary>
    Failed,

    /// <summary>Ended by a person before it finished.</summary>
    Cancelled,

    /// <summary>A due fire that was not run; the skip reason says why.</summary>
    Skipped,
}

/// <summary>Why a run exists.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<RunTrigger>))]
public enum RunTrigger
{
    /// <summary>A schedule was due.</summary>
    Schedule,

    /// <summary>A person or an app asked for it.</summary>
    Manual,

    /// <summary>A repeat of an earlier run with the same nominal fire time.</summary>
    Retry,

    /// <summary>A past fire that a person asked for.</summary>
    Backfill,

    /// <summary>A run of another schedule has succeeded.</summary>
    Chain,
}

/// <summary>Questions about run states.</summary>
public static class RunStates
{
    /// <summary>True when the state never changes again.</summary>
    public static bool IsTerminal(this RunState state) => state >= RunState.Succeeded;
}
