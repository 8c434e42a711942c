using System.Globalization;
using System.Text;
using ReportScheduler.Benchmarks.Measuring;

namespace ReportScheduler.Benchmarks.Cases;

/// <summary>
/// The table: medians over the rounds, and the medians of ratios of what was measured in one round, since a machine's speed
/// drifts more between rounds than within one.
/// </summary>
internal static class RatioTable
{
    public static string Of(IReadOnlyList<Case> cases, IReadOnlyList<IReadOnlyDictionary<string, Outcome>> rounds, int rows)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{rows:N0} schedules due at one instant; median of {rounds.Count} rounds.")
            .AppendLine()
            .AppendLine("| | per second | × plain loop | × better peer | × one Scheduler | lag p50 / p99 / max, ms | CPU ms each | other load |")
            .AppendLine("|---|--:|--:|--:|--:|--:|---|--:|");
        foreach (var item in cases)
        {
            foreach (var line in LinesOf(item, rounds))
                text.AppendLine(line);
        }

        text.AppendLine();
        foreach (var item in cases)
            text.AppendLine(CultureInfo.InvariantCulture, $"- **{item.Title}**: {item.Does}");
        return text.ToString();
    }

    private static IEnumerable<string> LinesOf(Case item, IReadOnlyList<IReadOnlyDictionary<string, Outcome>> rounds)
    {
        var outcomes = rounds.Select(round => round[item.Key]).ToList();
        if (outcomes[0].Wave is not { } first)
        {
            yield return $"| {item.Title} | {Number(outcomes.Select(outcome => outcome.StatementsPerSecond!.Value), "0.00")} statements | | | | | | |";
            yield break;
        }

        // What a steady load leaves is its rate, and no measure of speed.
        var isPaced = item.Key == CaseKeys.Steady;
        if (first.Claimed is not null && item.Key != CaseKeys.Executed)
            yield return Line($"{item.Title}, claimed", item.Key, rounds, wave => wave.Claimed!, isPaced, withCpu: false);
        yield return Line(
            first.Claimed is null || item.Key == CaseKeys.Executed ? item.Title : $"{item.Title}, published",
            item.Key, rounds, wave => wave.Done, isPaced, withCpu: true);
    }

    private static string Line(
        string title, string key, IReadOnlyList<IReadOnlyDictionary<string, Outcome>> rounds, Func<WaveResult, Lags> stage,
        bool isPaced, bool withCpu)
    {
        var waves = rounds.Select(round => round[key].Wave!).ToList();
        var lags = waves.Select(stage).ToList();
        string[] cells =
        [
            title,
            Number(waves.Select(wave => isPaced ? wave.Done.Count / wave.Cpu.Seconds : stage(wave).PerSecond), "#,##0"),
            isPaced || key == CaseKeys.Plain ? "" : Ratio(rounds, key, stage, PlainRate),
            isPaced || key is CaseKeys.Plain or CaseKeys.PlainLarge ? "" : Ratio(rounds, key, stage, BetterPeerRate),
            key is CaseKeys.FiredLarge or CaseKeys.FiredByTwo or CaseKeys.FiredByFour ? Ratio(rounds, key, stage, round => OneScheduler(round, stage)) : "",
            string.Join(" / ", new[] { 0.5, 0.99, 1 }.Select(share => Number(lags.Select(lag => lag.Percentile(share) * 1000), "#,##0"))),
            withCpu ? Cpu(waves, isPaced) : "",
            Number(waves.Select(wave => wave.Cpu.Others).OfType<double>().Select(share => share * 100), "0' %'"),
        ];
        return $"| {string.Join(" | ", cells)} |";
    }

    private static string Ratio(
        IReadOnlyList<IReadOnlyDictionary<string, Outcome>> rounds, string key, Func<WaveResult, Lags> stage,
        Func<IReadOnlyDictionary<string, Outcome>, double?> reference)
    {
        var ratios = rounds.Select(round => stage(round[key].Wave!).PerSecond / reference(round)).OfType<double>().ToList();
        return ratios.Count == 0 ? "–" : Number(ratios, ratios[0] < 10 ? "0.00" : "#,##0");
    }

    private static double? OneScheduler(IReadOnlyDictionary<string, Outcome> round, Func<WaveResult, Lags> stage) =>
        round.GetValueOrDefault(CaseKeys.Fired)?.Wave is { } wave ? stage(wave).PerSecond : null;

    private static double? PlainRate(IReadOnlyDictionary<string, Outcome> round) => RateOf(round, CaseKeys.Plain);

    private static double? BetterPeerRate(IReadOnlyDictionary<string, Outcome> round) =>
        new[] { RateOf(round, CaseKeys.Quartz), RateOf(round, CaseKeys.Hangfire) }.Max();

    private static double? RateOf(IReadOnlyDictionary<string, Outcome> round, string key) =>
        round.GetValueOrDefault(key)?.Wave?.Done.PerSecond;

    private static string Cpu(List<WaveResult> waves, bool asShare) => string.Join(", ", waves[0].Cpu.ByPart.Keys.Select(part =>
        asShare
            ? $"{part} {Number(waves.Select(wave => wave.Cpu.ByPart[part] / wave.Cpu.Seconds * 100), "0' % of a core'")}"
            : $"{part} {Number(waves.Select(wave => wave.Cpu.ByPart[part] * 1000 / wave.Done.Count), "0.000")}"));

    private static string Number(IEnumerable<double> values, string format) =>
        Median.Of(values)?.ToString(format, CultureInfo.InvariantCulture) ?? "–";
}
