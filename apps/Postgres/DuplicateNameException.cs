using Npgsql;

namespace ReportScheduler.Postgres;

/// <summary>Another live object of the same kind and tenant has this name.</summary>
public sealed class DuplicateNameException : Exception
{
    internal DuplicateNameException(PostgresException inner)
        : base("The name is taken.", inner)
    {
    }

    internal static bool Matches(PostgresException e) =>
        e.SqlState == PostgresErrorCodes.UniqueViolation && e.ConstraintName?.EndsWith("_name", StringComparison.Ordinal) == true;
}
