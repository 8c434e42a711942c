namespace ReportScheduler.IntegrationTests.Reports.Differential;

/// <summary>Random disguises of statements that write: in comments and parentheses, in other cases, behind and within queries.</summary>
/// <param name="seed">Told when a test fails.</param>
/// <param name="queries">Makes what they are hidden among.</param>
/// <param name="writes">The statements.</param>
/// <param name="within">Puts a statement into a query.</param>
internal sealed class WritingStatements(int seed, RandomSql queries, string[] writes, Func<string, string> within)
{
    private readonly Random _random = new(seed);

    public string Next()
    {
        var write = writes[_random.Next(writes.Length)];
        return _random.Next(10) switch
        {
            0 => write,
            1 => queries.Decoration() + write,
            2 => $"({write})",
            3 => within(write),
            4 => $"{queries.Query()};{queries.Decoration()}{write}",
            5 => $"{queries.Query()} UNION ALL {write}",
            6 => string.Concat(write.Select(c => _random.Next(2) == 0 ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c))),
            7 => string.Join(queries.Decoration(), write.Split(' ')),
            8 => $"SELECT * FROM ({write}) AS w",
            _ => $"EXPLAIN {write}",
        };
    }
}
