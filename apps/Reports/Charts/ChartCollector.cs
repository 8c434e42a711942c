using NodaTime;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Formats;
using ReportScheduler.Reports.Formats.Documents;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.Charts;

/// <summary>Gathers a chart's values while the rows of its section are written.</summary>
internal sealed class ChartCollector
{
    /// <summary>Rows that a chart shows; further ones are only in the table.</summary>
    public const int MaxRows = 1000;

    private const int MaxLabel = 60;

    private readonly ReportChart _chart;
    private readonly ReportLocale _locale;
    private readonly DocumentColumn _category;
    private readonly ColumnType _categoryType;
    private readonly (int Index, ColumnType Type)[] _columns;
    private readonly List<string> _categories = [];
    private readonly List<double> _places = [];
    private readonly ChartSeries[] _series;
    private readonly List<double>[] _values;

    private ChartCollector(ReportChart chart, SectionHead section, int category, int[] values, ReportLocale locale, DateTimeZone zone)
    {
        _chart = chart;
        _locale = locale;
        _categoryType = section.Columns[category].Type;
        _category = new(category, "", null, new(_categoryType, section.Formats[category], locale, zone));
        _columns = [.. values.Select(i => (Index: i, section.Columns[i].Type))];
        _values = [.. values.Select(_ => new List<double>())];
        _series =
        [
            .. values.Select((column, i) => new ChartSeries(
                section.Formats[column].Label ?? section.Columns[column].Name, _values[i], section.Formats[column].Style == ColumnStyle.Percent)),
        ];
    }

    /// <summary>True if no further row is shown.</summary>
    public bool IsFull => _categories.Count >= MaxRows;

    /// <summary>A collector for a section's chart; null if it has none, or its columns are not in the result.</summary>
    public static ChartCollector? For(SectionHead section, ReportLocale locale, DateTimeZone zone)
    {
        if (section.Chart is not { } chart) return null;
        var names = section.Columns.Select(c => c.Name).ToList();
        int[] values = [.. chart.Values.Select(name => names.IndexOf(name)).Where(i => i >= 0 && IsNumber(section.Columns[i].Type))];
        var category = names.IndexOf(chart.Category);
        return category < 0 || values.Length == 0 ? null : new(chart, section, category, values, locale, zone);
    }

    /// <summary>Takes one row, unless it has enough.</summary>
    public void Add(RowBatch rows, int row)
    {
        if (IsFull) return;
        var label = _category.Show(rows, row);
        _categories.Add(label.Length <= MaxLabel ? label : label[..MaxLabel] + "…");
        _places.Add(rows.TryGetCell(row, _category.Index, out var cell) ? Place(cell) : double.NaN);
        for (var i = 0; i < _columns.Length; i++)
            _values[i].Add(rows.TryGetCell(row, _columns[i].Index, out var value) ? Number(_columns[i].Type, value) : double.NaN);
    }

    /// <summary>What was gathered; null if there is nothing to see.</summary>
    public ChartData? Data()
    {
        if (!_values.Any(v => v.Any(double.IsFinite))) return null;
        var places = _chart.Kind == ChartKind.Line && _places.All(double.IsFinite) && _places.Zip(_places.Skip(1)).All(p => p.First < p.Second) ? _places : null;
        return new(_chart.Kind, _chart.Title, _categories, places, _series, _locale);
    }

    private static bool IsNumber(ColumnType type) => type is ColumnType.Integer or ColumnType.Float or ColumnType.Decimal;

    private static double Number(ColumnType type, ReadOnlySpan<byte> cell)
    {
        var value = type switch
        {
            ColumnType.Integer => CellValue.Integer(cell),
            ColumnType.Float => CellValue.Float(cell),
            _ => NumericCell.ToDouble(cell),
        };
        return double.IsFinite(value) ? value : double.NaN;
    }

    private double Place(ReadOnlySpan<byte> cell) => _categoryType switch
    {
        ColumnType.Integer or ColumnType.Float or ColumnType.Decimal => Number(_categoryType, cell),
        ColumnType.Date when CellValue.TryDate(cell, out var date) => date.DayNumber,
        ColumnType.Timestamp or ColumnType.Instant when CellValue.TryDateTime(cell, out var time) => time.Ticks,
        _ => double.NaN,
    };
}
