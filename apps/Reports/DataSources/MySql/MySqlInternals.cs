using System.Reflection;
using MySqlConnector;

namespace ReportScheduler.Reports.DataSources.MySql;

/// <summary>
/// What MySqlConnector has no public member for. Its version is pinned, and no connection can be opened if one is gone.
/// </summary>
internal static class MySqlInternals
{
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly PropertyInfo Session = typeof(MySqlConnection).GetProperty("Session", Hidden)!;
    private static readonly FieldInfo Payloads = Session.PropertyType.GetField("m_payloadHandler", Hidden)!;
    private static readonly FieldInfo PlainStream = Session.PropertyType.GetField("m_stream", Hidden)!;
    private static readonly FieldInfo TlsStream = Session.PropertyType.GetField("m_sslStream", Hidden)!;
    private static readonly FieldInfo Bytes = TypeOf("StandardPayloadHandler").GetField("m_byteHandler", Hidden)!;
    private static readonly ConstructorInfo NewStreamBytes = TypeOf("StreamByteHandler").GetConstructor(Hidden, [typeof(Stream)])!;

    /// <summary>
    /// Limits what an open connection takes into memory at once. The library reads a row as a whole, however large the server makes
    /// it, and has no limit of its own.
    /// </summary>
    public static void LimitPayloads(MySqlConnection connection, long maxBytes)
    {
        var session = Session.GetValue(connection);
        var stream = (Stream)(TlsStream.GetValue(session) ?? PlainStream.GetValue(session))!;
        var payloads = Payloads.GetValue(session);
        var replaced = (IDisposable)Bytes.GetValue(payloads)!;
        Bytes.SetValue(payloads, NewStreamBytes.Invoke([new PayloadLimitStream(stream, maxBytes)]));

        // One on the socket has nothing to close but its own; one on a stream would close that.
        if (replaced.GetType() != NewStreamBytes.DeclaringType) replaced.Dispose();
    }

    private static Type TypeOf(string name) => typeof(MySqlConnection).Assembly.GetType($"MySqlConnector.Protocol.Serialization.{name}", throwOnError: true)!;
}
