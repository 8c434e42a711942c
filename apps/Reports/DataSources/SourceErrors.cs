using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;
using ReportScheduler.Domain.Reports;

namespace ReportScheduler.Reports.DataSources;

/// <summary>Turns what Npgsql throws into what a tenant may read.</summary>
internal static class SourceErrors
{
    private const int MaxServerMessageLength = 500;

    /// <summary>
    /// An error before the query was sent. Nothing of the server's wording is kept: it names hosts and addresses.
    /// </summary>
    public static ReportException WhileConnecting(Exception exception, SourceSettings settings) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => DatabaseUnknown(exception),
        PostgresException { SqlState: var state } when state.StartsWith("28", StringComparison.Ordinal)
            || state == PostgresErrorCodes.InsufficientPrivilege => AuthFailed(exception),
        PostgresException => new(
            ReportErrors.SourceUnreachable, "The data source takes no connections at the moment.", exception, isTransient: true),
        { InnerException: AuthenticationException } => Tls(exception),
        NpgsqlException { InnerException: null } when settings.SslMode >= DataSourceSslMode.Require => Tls(exception),
        NpgsqlException { InnerException: null } when string.IsNullOrEmpty(settings.Password) => AuthFailed(exception),
        _ => Unreachable(exception),
    };

    /// <summary>An error while the query ran or its rows were read.</summary>
    public static ReportException WhileReading(Exception exception, TimeSpan timeout) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => ReadOnly(exception),
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => Timeout(timeout, exception),
        PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown } => Lost(exception),
        PostgresException { SqlState: var state } postgres => new(
            ReportErrors.QueryFailed, $"{Shortened(postgres.MessageText)} (SQLSTATE {state})", exception, postgres.IsTransient),
        _ => Lost(exception),
    };

    public static ReportException ReadOnly(Exception? cause = null) => new(
        ReportErrors.SourceReadOnly, "Data sources are only read: give one SELECT statement that changes nothing.", cause);

    public static ReportException Timeout(TimeSpan timeout, Exception? cause = null) => new(
        ReportErrors.QueryTimeout,
        FormattableString.Invariant($"The query was ended by the data source or ran longer than {timeout.TotalSeconds:0.###} s."),
        cause);

    public static ReportException TestTimeout(TimeSpan timeout, Exception cause) => new(
        ReportErrors.SourceTestTimeout,
        FormattableString.Invariant($"The data source took longer than {timeout.TotalSeconds:0} s: check its address, or run a report on it, which waits longer."),
        cause,
        isTransient: true);

    /// <summary>
    /// True for what a broken or refused connection and a failed statement look like; anything else is a defect of ours.
    /// </summary>
    public static bool IsFromSource(Exception exception) =>
        exception is NpgsqlException or SocketException or IOException or TimeoutException;

    public static ReportException SeveralStatements() => new(
        ReportErrors.QueryMultipleStatements, "Give one SELECT statement, not several.");

    /// <summary>What the server or the library says about the tenant's own statement.</summary>
    public static ReportException Failed(string message, Exception? cause = null, bool isTransient = false) =>
        new(ReportErrors.QueryFailed, Shortened(message), cause, isTransient);

    public static ReportException Unreachable(Exception cause) => new(
        ReportErrors.SourceUnreachable, "The data source cannot be reached.", cause, isTransient: true);

    public static ReportException DatabaseUnknown(Exception cause) => new(
        ReportErrors.SourceDatabaseUnknown, "The data source has no database of this name.", cause);

    public static ReportException Lost(Exception exception) => new(
        ReportErrors.SourceConnectionLost, "The connection to the data source was lost.", exception, isTransient: true);

    public static ReportException AuthFailed(Exception exception) => new(
        ReportErrors.SourceAuthFailed, "The data source refused the user name, the password or the connection.", exception);

    public static ReportException Tls(Exception exception) => new(
        ReportErrors.SourceTlsFailed, "The data source offers no TLS connection, or its certificate is not trusted.", exception);

    private static string Shortened(string message)
    {
        var line = string.Create(Math.Min(message.Length, MaxServerMessageLength), message, static (span, text) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = char.IsControl(text[i]) ? ' ' : text[i];
        });
        return line.Length < message.Length ? line + "…" : line;
    }
}
