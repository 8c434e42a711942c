using System.Runtime.CompilerServices;
using Npgsql;

namespace ReportScheduler.Reports.DataSources;

/// <summary>
/// What Npgsql can do and has no public member for. Its version is pinned, and the tests of cancelled queries fail if one is gone.
/// </summary>
internal static class NpgsqlInternals
{
    private const string Connector = "Npgsql.Internal.NpgsqlConnector, Npgsql";

    /// <summary>
    /// Asks the server, over a connection of its own, to end what runs on this one; blocks until it was asked. A cancelled COPY
    /// of Npgsql's only breaks its connection, which a server that is computing does not notice.
    /// </summary>
    public static void AskToCancel(NpgsqlConnection connection)
    {
        if (GetConnector(connection) is { } connector) PerformPostgresCancellation(connector);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Connector")]
    [return: UnsafeAccessorType(Connector)]
    private static extern object? GetConnector(NpgsqlConnection connection);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "PerformPostgresCancellation")]
    private static extern bool PerformPostgresCancellation([UnsafeAccessorType(Connector)] object connector);
}
