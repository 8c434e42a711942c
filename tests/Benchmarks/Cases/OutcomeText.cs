using ReportScheduler.Benchmarks.Measuring;

namespace ReportScheduler.Benchmarks.Cases;

/// <summary>One measurement in a line.</summary>
internal static class OutcomeText
{
    public static string Of(Outcome outcome)
    {
        if (outcome.Wave is not { } wave)
            return FormattableString.Invariant($"{outcome.StatementsPerSecond:0.00} statements/s");
        var claimed = wave.Claimed is { } lags ? $"claimed {Of(lags)}; " : "";
        return $"{claimed}done {Of(wave.Done)}; CPU ms each: {Cpu(wave.Cpu, wave.Done.Count)}; others {Share(wave.Cpu.Others)}";
    }

    /// <summary>CPU milliseconds for each fire, by part.</summary>
    public static string Cpu(CpuUse cpu, int count) => string.Join(
        ", ", cpu.ByPart.Select(part => FormattableString.Invariant($"{part.Key} {part.Value * 1000 / count:0.000}")));

    public static string Share(double? share) => share is { } value ? FormattableString.Invariant($"{value * 100:0} %") : "?";

    private static string Of(Lags lags) => FormattableString.Invariant(
        $"{lags.PerSecond:#,##0}/s, p50/p99/max {lags.Percentile(0.5) * 1000:0}/{lags.Percentile(0.99) * 1000:0}/{lags.Max * 1000:0} ms");
}
