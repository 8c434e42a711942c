using System.Text.Json.Serialization;

namespace ReportScheduler.Domain.Schedules;

/// <summary>One moment at which a schedule fires, on its nominal axis (before jitter).</summary>
/// <param name="At">The instant, in UTC.</param>
/// <param name="Shifts">Why it is not at the time the entry names; empty for most fires.</param>
/// <param name="SkipReason">Null, or why nothing runs: <c>holiday</c>, <c>weekend</c> or <c>blackout</c>.</param>
/// <param name="SkipDetail">The name of the holiday or blackout, or the day of the week.</param>
public sealed record Fire(DateTimeOffset At, IReadOnlyList<FireShift> Shifts, string? SkipReason, string? SkipDetail);

/// <summary>A reason for which a fire moved.</summary>
/// <param name="Kind">What moved it.</param>
/// <param name="Detail">A sentence for people.</param>
public sealed record FireShift(FireShiftKind Kind, string Detail);

/// <summary>What moved a fire.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<FireShiftKind>))]
public enum FireShiftKind
{
    /// <summary>The local time does not exist, because clocks go forward; it fires at the end of the gap.</summary>
    Gap,

    /// <summary>The local time exists twice, because clocks go back; this is the second one.</summary>
    Fold,

    /// <summary>A calendar closes the day or the time; it fires on another day.</summary>
    ClosedDay,

    /// <summary>The schedule's own place within its jitter.</summary>
    Jitter,
}

/// <summary>A computed fire did not lie after the one before. The schedule must be paused; going on could loop for ever.</summary>
public sealed class FireOrderException : Exception
{
    public FireOrderException()
        : this("The next fire does not lie after the one before.")
    {
    }

    public FireOrderException(string message)
        : base(message)
    {
    }

    public FireOrderException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
