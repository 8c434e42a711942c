using System.Security.Authentication;
using Microsoft.Data.SqlClient;

namespace ReportScheduler.Reports.DataSources.SqlServer;

/// <summary>Turns what SqlClient throws into what a tenant may read; numbers are those of sys.messages.</summary>
internal static class SqlServerErrors
{
    private const int ClientTimeout = -2;
    private const int LockTimeout = 1222;
    private const int LoginFailed = 18456;
    private const int LoginOfUntrustedDomain = 18452;
    private const int LoginMustChangePassword = 18488;
    private const int DatabaseNotOpened = 4060;
    private const int DatabaseNotFound = 911;
    private const int AddressNotAllowed = 40615;

    // Severity at and above which the server has ended the connection.
    private const byte Fatal = 20;

    /// <summary>An error before the query was sent. Nothing of the server's wording is kept: it names hosts and addresses.</summary>
    public static ReportException WhileConnecting(SqlException exception) => exception.Number switch
    {
        DatabaseNotOpened or DatabaseNotFound => SourceErrors.DatabaseUnknown(exception),
        LoginFailed or LoginOfUntrustedDomain or LoginMustChangePassword or AddressNotAllowed => SourceErrors.AuthFailed(exception),
        _ when IsTls(exception) => SourceErrors.Tls(exception),
        _ => SourceErrors.Unreachable(exception),
    };

    /// <summary>An error while the query ran or its rows were read; null for a defect of ours.</summary>
    public static ReportException? WhileReading(Exception exception, TimeSpan timeout) => exception switch
    {
        SqlException { Number: ClientTimeout or LockTimeout } => SourceErrors.Timeout(timeout, exception),
        SqlException { Number: > 0, Class: < Fatal } error =>
            SourceErrors.Failed(FormattableString.Invariant($"{error.Message} (error {error.Number})"), exception, error.IsTransient),
        SqlException or IOException => SourceErrors.Lost(exception),
        _ => null,
    };

    private static bool IsTls(SqlException exception) =>
        exception.InnerException is AuthenticationException
        || exception.Message.Contains("certificate", StringComparison.OrdinalIgnoreCase)
        || exception.Message.Contains("encryption", StringComparison.OrdinalIgnoreCase);
}
