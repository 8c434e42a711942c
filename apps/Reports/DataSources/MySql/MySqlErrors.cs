using System.Net.Sockets;
using System.Security.Authentication;
using MySqlConnector;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.DataSources.MySql;

/// <summary>Turns what MySqlConnector throws into what a tenant may read.</summary>
internal static class MySqlErrors
{
    /// <summary>MariaDB: max_statement_time exceeded (ER_STATEMENT_TIMEOUT).</summary>
    private const int MariaDbStatementTimeout = 1969;

    private const int HostBlocked = 1129;
    private const int HostNotAllowed = 1130;
    private const int AccountLocked = 3118;
    private const int AccountLockedInMariaDb = 4151;

    /// <summary>An error before the query was sent. Nothing of the server's wording is kept: it names hosts and addresses.</summary>
    public static ReportException WhileConnecting(Exception exception, DataSourceSslMode mode) => exception switch
    {
        MySqlException { ErrorCode: MySqlErrorCode.UnknownDatabase } => SourceErrors.DatabaseUnknown(exception),
        MySqlException { ErrorCode: MySqlErrorCode.AccessDenied or MySqlErrorCode.DatabaseAccessDenied }
            or MySqlException { Number: HostBlocked or HostNotAllowed or AccountLocked or AccountLockedInMariaDb } => SourceErrors.AuthFailed(exception),
        _ when HasCause<AuthenticationException>(exception) => SourceErrors.Tls(exception),
        _ when HasCause<SocketException>(exception) || HasCause<IOException>(exception) || HasCause<TimeoutException>(exception) =>
            SourceErrors.Unreachable(exception),

        // MySqlConnector has no code for these: no TLS is offered, or a password that would go unprotected.
        MySqlException { SqlState: null, ErrorCode: MySqlErrorCode.None or MySqlErrorCode.UnableToConnectToHost } error
            when mode >= DataSourceSslMode.Require && error.Message.Contains("SSL", StringComparison.Ordinal) => SourceErrors.Tls(exception),
        MySqlException error when error.Message.StartsWith("Authentication method", StringComparison.Ordinal) => SourceErrors.AuthFailed(exception),
        NotSupportedException => SourceErrors.AuthFailed(exception),
        _ => SourceErrors.Unreachable(exception),
    };

    /// <summary>An error while the query ran or its rows were read; null for a defect of ours.</summary>
    public static ReportException? WhileReading(Exception exception, TimeSpan timeout) => exception switch
    {
        PayloadTooLargeException => RowBatch.TooLarge(exception),
        _ when HasCause<PayloadTooLargeException>(exception) => RowBatch.TooLarge(exception),
        MySqlException { ErrorCode: MySqlErrorCode.CannotExecuteInReadOnlyTransaction } => SourceErrors.ReadOnly(exception),
        MySqlException { ErrorCode: MySqlErrorCode.QueryInterrupted or MySqlErrorCode.QueryTimeout or MySqlErrorCode.CommandTimeoutExpired }
            or MySqlException { Number: MariaDbStatementTimeout } => SourceErrors.Timeout(timeout, exception),
        MySqlException { SqlState: { Length: 5 } state and not "08S01" } error =>
            SourceErrors.Failed($"{error.Message} (SQLSTATE {state})", exception, error.IsTransient),
        MySqlException or SocketException or IOException or TimeoutException => SourceErrors.Lost(exception),
        _ => null,
    };

    private static bool HasCause<T>(Exception exception)
        where T : Exception
    {
        for (var cause = exception.InnerException; cause is not null; cause = cause.InnerException)
        {
            if (cause is T) return true;
        }

        return false;
    }
}
