using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Formats;
using ReportScheduler.Reports.Formats.Documents;
using ReportScheduler.Reports.Rows;
using ReportScheduler.Reports.Typesetting;

namespace ReportScheduler.Reports.Charts;

/// <summary>Writes the chart of a section as a PNG. Where there is nothing to see, the image says so.</summary>
/// <param name="output">Takes the whole image at the end; not closed.</param>
/// <param name="head">Locale and zone.</param>
public sealed class ChartWriter(Stream output, DocumentHead head) : ReportWriter
{
    private readonly ReportLocale _locale = ReportLocale.Of(head.Output.Locale);
    private SectionHead? _section;
    private ChartCollector? _chart;

    /// <inheritdoc/>
    public override ValueTask BeginSectionAsync(SectionHead section, CancellationToken cancellationToken)
    {
        if (_section is not null) throw new InvalidOperationException("An image has one chart.");
        _section = section;
        _chart = ChartCollector.For(section, _locale, DocumentTime.Zone(head.TimeZone));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask WriteRowsAsync(RowBatch rows, CancellationToken cancellationToken)
    {
        for (var row = 0; _chart is { IsFull: false } && row < rows.RowCount; row++)
            _chart.Add(rows, row);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask EndSectionAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        using var shaper = new TextShaper(DocumentFonts.Shared);
        var png = _chart?.Data() is { } data
            ? ChartFiles.Png(data, shaper)
            : ChartFiles.PngOf($"{_section?.Chart?.Title ?? _section?.Name}: {_locale.Words.NoRows}", shaper);
        await output.WriteAsync(png, cancellationToken);
    }
}
