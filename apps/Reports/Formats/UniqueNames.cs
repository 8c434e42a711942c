using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.Formats;

/// <summary>Names of columns and sections where a format asks for different ones.</summary>
internal static class UniqueNames
{
    /// <summary>
    /// The columns' names; a name's second column gets <c>_2</c>, its third <c>_3</c>, a nameless one <c>column_</c> and its number.
    /// Names that the query has given stay with the first column that has them.
    /// </summary>
    public static string[] Of(IReadOnlyList<RowColumn> columns, StringComparer comparer)
    {
        var given = columns.Select(column => column.Name).ToHashSet(comparer);
        var used = new HashSet<string>(comparer);
        return [.. columns.Select((column, i) => Add(column.Name.Length > 0 ? column.Name : $"column_{i + 1}", used, given))];
    }

    /// <summary>Adds a name to those in use, with a number if it is in use already.</summary>
    public static string Add(string name, HashSet<string> used, IReadOnlySet<string>? reserved = null)
    {
        if (used.Add(name)) return name;
        for (var number = 2; ; number++)
        {
            var numbered = $"{name}_{number}";
            if (reserved?.Contains(numbered) != true && used.Add(numbered)) return numbered;
        }
    }
}
