namespace ReportScheduler.Benchmarks.Measuring;

/// <summary>What a measurement cost.</summary>
/// <param name="Seconds">How long it took.</param>
/// <param name="ByPart">CPU seconds of each part.</param>
/// <param name="Others">The share of the machine's CPU time that went to processes with no part in it; null where that cannot be told.</param>
internal sealed record CpuUse(double Seconds, IReadOnlyDictionary<string, double> ByPart, double? Others)
{
    public double Total => ByPart.Values.Sum();
}

/// <summary>Reads what the parts need, from its making to <see cref="Stop"/>.</summary>
internal sealed class CpuMeter
{
    private readonly IReadOnlyList<Part> _parts;
    private readonly Dictionary<string, double> _before;
    private readonly double? _machineBefore;
    private readonly double _ownBefore;
    private readonly long _start;

    public CpuMeter(IReadOnlyList<Part> parts)
    {
        _parts = parts;
        _before = Read();
        _machineBefore = ProcessTimes.OfMachine();
        _ownBefore = Own();
        _start = TimeProvider.System.GetTimestamp();
    }

    public CpuUse Stop()
    {
        var seconds = TimeProvider.System.GetElapsedTime(_start).TotalSeconds;
        var byPart = Read().ToDictionary(part => part.Key, part => part.Value - _before[part.Key]);
        // The measuring itself counts as others: it takes time away as they do.
        var others = (ProcessTimes.OfMachine() - _machineBefore - byPart.Values.Sum()) / (seconds * Environment.ProcessorCount);
        byPart["harness"] = Own() - _ownBefore;
        return new CpuUse(seconds, byPart, others);
    }

    private static double Own() => ProcessTimes.Of(Environment.ProcessId);

    private Dictionary<string, double> Read() =>
        _parts.GroupBy(part => part.Name).ToDictionary(group => group.Key, group => group.Sum(part => part.Read()));
}

/// <summary>Processes whose CPU time is measured.</summary>
/// <param name="Name">Parts of one name are added up.</param>
/// <param name="Read">CPU seconds so far.</param>
internal sealed record Part(string Name, Func<double> Read);
