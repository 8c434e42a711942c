namespace ReportScheduler.Reports.DataSources.Ado;

/// <summary>How a database writes what is not part of its grammar: strings, names, comments, parameters.</summary>
internal sealed record SqlDialect
{
    /// <summary>MySQL and MariaDB, without the mode NO_BACKSLASH_ESCAPES.</summary>
    public static readonly SqlDialect MySql = new()
    {
        BackslashInQuotes = "'\"",
        QuotesOfNames = "`",
        HasBackticks = true,
        HasHashComments = true,
        DashCommentNeedsSpace = true,
        HasExecutableComments = true,
        HasHints = true,
        DropsComments = true,
        NoRows = "SELECT NULL FROM DUAL WHERE 1 = 0",
    };

    /// <summary>MySQL and MariaDB with the mode ANSI_QUOTES.</summary>
    public static readonly SqlDialect MySqlAnsiQuotes = MySql with { BackslashInQuotes = "'", QuotesOfNames = "`\"" };

    /// <summary>Transact-SQL.</summary>
    public static readonly SqlDialect SqlServer = new() { HasBrackets = true, CommentsNest = true };

    /// <summary>SQLite.</summary>
    public static readonly SqlDialect Sqlite = new() { HasBrackets = true, HasBackticks = true };

    /// <summary>DuckDB.</summary>
    public static readonly SqlDialect DuckDb = new() { CommentsNest = true, HasDollarQuotes = true, HasEscapeStrings = true, ParameterPrefix = '$' };

    /// <summary>The quotes in which a backslash escapes.</summary>
    public string BackslashInQuotes { get; private init; } = "";

    /// <summary>The quotes in which a name stands; told only where it matters.</summary>
    public string QuotesOfNames { get; private init; } = "";

    public bool HasBackticks { get; private init; }

    public bool HasBrackets { get; private init; }

    public bool HasHashComments { get; private init; }

    /// <summary>True if <c>--</c> starts a comment only before a space.</summary>
    public bool DashCommentNeedsSpace { get; private init; }

    /// <summary>True if comments with <c>!</c> are run.</summary>
    public bool HasExecutableComments { get; private init; }

    /// <summary>True if comments that begin with <c>/*+</c> advise the server.</summary>
    public bool HasHints { get; private init; }

    /// <summary>True if statements are sent without their comments, because the client's library sees others end than the server does.</summary>
    public bool DropsComments { get; private init; }

    public bool CommentsNest { get; private init; }

    public bool HasDollarQuotes { get; private init; }

    /// <summary>True if <c>E'…'</c> has backslashes that escape.</summary>
    public bool HasEscapeStrings { get; private init; }

    /// <summary>How the database marks a parameter; reports write <c>@</c>.</summary>
    public char ParameterPrefix { get; private init; } = '@';

    /// <summary>A query without rows, for a list without values.</summary>
    public string NoRows { get; private init; } = "SELECT NULL WHERE 1 = 0";
}
