using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ReportScheduler.Reports.DataSources.Files;

/// <summary>Turns what SQLite says into what a tenant may read.</summary>
internal static class SqliteErrors
{
    /// <returns>Null for a defect of ours.</returns>
    public static ReportException? Of(Exception exception) => exception switch
    {
        SqliteException { SqliteErrorCode: raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT or raw.SQLITE_CANTOPEN or raw.SQLITE_FORMAT } =>
            SourceFileErrors.Invalid("The file is no database of SQLite, or it is damaged.", exception),
        SqliteException { SqliteErrorCode: raw.SQLITE_AUTH or raw.SQLITE_READONLY } => SourceErrors.ReadOnly(exception),
        SqliteException { SqliteErrorCode: raw.SQLITE_NOMEM or raw.SQLITE_FULL } =>
            SourceErrors.Failed("The query needs more memory than it may have.", exception),
        SqliteException error => SourceErrors.Failed(error.Message, exception),
        InvalidOperationException { Source: "Microsoft.Data.Sqlite" } => SourceErrors.Failed(
            "The query has a parameter without a value: write parameters as @name.", exception),
        _ => null,
    };
}
