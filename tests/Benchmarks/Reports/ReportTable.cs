using System.Globalization;
using System.Text;
using ReportScheduler.Benchmarks.Measuring;

namespace ReportScheduler.Benchmarks.Reports;

/// <summary>Medians over the rounds, and the medians of ratios of what was measured in one round.</summary>
internal static class ReportTable
{
    private const double Mebibyte = 1024 * 1024;

    public static string Of(IReadOnlyList<ReportCase> cases, IReadOnlyList<IReadOnlyDictionary<string, ReportOutcome>> rounds, int rows)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{rows:N0} rows of 10 columns; median of {rounds.Count} rounds.")
            .AppendLine()
            .AppendLine("| | rows/s | × psql | × peer | CPU s per million rows: own, PostgreSQL | CPU ms each | peak MiB | file MiB |")
            .AppendLine("|---|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var item in cases.Where(item => rounds[0].ContainsKey(item.Key)))
            text.AppendLine(LineOf(item, [.. rounds.Where(round => round.ContainsKey(item.Key))]));
        text.AppendLine();
        foreach (var item in cases)
            text.AppendLine(CultureInfo.InvariantCulture, $"- **{item.Title}** (`{item.Key}`): {item.Does}");
        return text.ToString();
    }

    private static string LineOf(ReportCase item, IReadOnlyList<IReadOnlyDictionary<string, ReportOutcome>> rounds)
    {
        var outcomes = rounds.Select(round => round[item.Key]).ToList();
        var isSmall = item.Key == ReportCases.Small;
        string[] cells =
        [
            item.Title,
            Number(outcomes.Select(outcome => (double?)outcome.PerSecond), "#,##0"),
            isSmall || item.Key == ReportCases.Psql ? "" : Ratio(item.Key, ReportCases.Psql, rounds),
            item.Peer is null ? "" : Ratio(item.Key, item.Peer, rounds),
            isSmall ? "" : $"{PerMillion(outcomes, outcome => outcome.CpuSeconds)}, {PerMillion(outcomes, outcome => outcome.ServerCpuSeconds)}",
            isSmall ? Number(outcomes.Select(outcome => outcome.CpuSeconds * 1000 / outcome.Rows), "0.00") : "",
            Number(outcomes.Select(outcome => outcome.PeakBytes / Mebibyte), "0"),
            isSmall ? "" : Number(outcomes.Select(outcome => (double?)(outcome.FileBytes / Mebibyte)), "0.0"),
        ];
        return $"| {string.Join(" | ", cells)} |";
    }

    private static string Ratio(string key, string reference, IReadOnlyList<IReadOnlyDictionary<string, ReportOutcome>> rounds) =>
        Number(rounds.Select(round => round[key].PerSecond / round.GetValueOrDefault(reference)?.PerSecond), "0.00");

    private static string PerMillion(IEnumerable<ReportOutcome> outcomes, Func<ReportOutcome, double?> seconds) =>
        Number(outcomes.Select(outcome => seconds(outcome) * 1e6 / outcome.Rows), "0.00");

    private static string Number(IEnumerable<double?> values, string format) =>
        Median.Of(values.OfType<double>())?.ToString(format, CultureInfo.InvariantCulture) ?? "–";
}
