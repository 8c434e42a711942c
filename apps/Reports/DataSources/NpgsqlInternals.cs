using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Npgsql;

namespace ReportScheduler.Reports.DataSources;

/// <summary>
/// What Npgsql can do and has no public member for. Its version is pinned, and reading any report fails if one is gone.
/// </summary>
internal static class NpgsqlInternals
{
    private const string Connector = "Npgsql.Internal.NpgsqlConnector, Npgsql";
    private const string ReadBuffer = "Npgsql.Internal.NpgsqlReadBuffer, Npgsql";
    private const byte CopyData = (byte)'d';
    private const int MessageHeaderSize = 1 + sizeof(int);

    /// <summary>
    /// Asks the server, over a connection of its own, to end what runs on this one; blocks until it was asked. A cancelled COPY
    /// of Npgsql's only breaks its connection, which a server that is computing does not notice.
    /// </summary>
    public static void AskToCancel(NpgsqlConnection connection)
    {
        if (GetConnector(connection) is { } connector) PerformPostgresCancellation(connector);
    }

    /// <summary>The buffer into which Npgsql reads from the network; for <see cref="TakeArrived"/>.</summary>
    public static object BufferOf(NpgsqlConnection connection) => GetReadBuffer(GetConnector(connection)!);

    /// <summary>
    /// Takes what has arrived of a COPY, as far as its messages are whole. Npgsql's stream hands out one message, which is one
    /// row, at a time, and needs longer for that than a row takes to be written.
    /// </summary>
    /// <param name="stream">Has been read from, and has not come to its end.</param>
    /// <param name="buffer">See <see cref="BufferOf"/>.</param>
    /// <param name="destination">Gets the data.</param>
    /// <returns>Bytes of data.</returns>
    public static int TakeArrived(NpgsqlRawCopyStream stream, object buffer, Span<byte> destination)
    {
        if (LeftToReadInDataMsg(stream) != 0) return 0;
        var taken = 0;
        ref var position = ref ReadPosition(buffer);
        var arrived = Buffer(buffer).AsSpan(position, FilledBytes(buffer) - position);
        while (arrived.Length >= MessageHeaderSize && arrived[0] == CopyData)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(arrived[1..]) - sizeof(int);
            if (length < 0 || length > arrived.Length - MessageHeaderSize || length > destination.Length - taken) break;
            arrived.Slice(MessageHeaderSize, length).CopyTo(destination[taken..]);
            taken += length;
            position += MessageHeaderSize + length;
            arrived = arrived[(MessageHeaderSize + length)..];
        }

        return taken;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Connector")]
    [return: UnsafeAccessorType(Connector)]
    private static extern object? GetConnector(NpgsqlConnection connection);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "PerformPostgresCancellation")]
    private static extern bool PerformPostgresCancellation([UnsafeAccessorType(Connector)] object connector);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_ReadBuffer")]
    [return: UnsafeAccessorType(ReadBuffer)]
    private static extern object GetReadBuffer([UnsafeAccessorType(Connector)] object connector);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_leftToReadInDataMsg")]
    private static extern ref int LeftToReadInDataMsg(NpgsqlRawCopyStream stream);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "Buffer")]
    private static extern ref readonly byte[] Buffer([UnsafeAccessorType(ReadBuffer)] object buffer);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "FilledBytes")]
    private static extern ref int FilledBytes([UnsafeAccessorType(ReadBuffer)] object buffer);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<ReadPosition>k__BackingField")]
    private static extern ref int ReadPosition([UnsafeAccessorType(ReadBuffer)] object buffer);
}
