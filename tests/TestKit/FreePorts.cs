using System.Net;
using System.Net.Sockets;

namespace ReportScheduler.TestKit;

/// <summary>
/// Ports of this machine that nothing listens on at the moment. They lie below the ranges that systems give to outgoing
/// connections, one of which could otherwise take the port before the server under test does. No other test gets the same: each
/// process has a range of its own, which it goes through in turn.
/// </summary>
public static class FreePorts
{
    private const int First = 20_000;
    private const int RangeSize = 1_000;
    private const int Ranges = 12;
    private static readonly Lock Gate = new();
    private static readonly (FileStream Claim, int First) Range = ClaimRange();
    private static int _next = Range.First;

    /// <summary>Takes one free port of 127.0.0.1.</summary>
    public static int Take() => TakeBlock(1);

    /// <summary>Takes different free ports of 127.0.0.1.</summary>
    public static int[] Take(int count)
    {
        var first = TakeBlock(count);
        return [.. Enumerable.Range(first, count)];
    }

    /// <summary>Takes <paramref name="count"/> free ports of 127.0.0.1 in a row.</summary>
    /// <returns>The first of them.</returns>
    /// <exception cref="InvalidOperationException">None of the process's range are free.</exception>
    public static int TakeBlock(int count)
    {
        lock (Gate)
        {
            for (var tried = 0; tried < RangeSize; tried++)
            {
                if (_next + count > Range.First + RangeSize)
                    _next = Range.First;
                var first = _next;
                // After one that is in use the search goes on one further, otherwise behind what was taken.
                var areFree = AreFree(first, count);
                _next += areFree ? count : 1;
                if (areFree)
                    return first;
            }
        }

        throw new InvalidOperationException($"There are no {count} free ports in a row from {Range.First} on.");
    }

    /// <summary>The file stays locked as long as the process lives.</summary>
    private static (FileStream Claim, int First) ClaimRange()
    {
        for (var range = 0; range < Ranges; range++)
        {
            var first = First + (range * RangeSize);
            if (FileLock.TryTake(Path.Combine(Path.GetTempPath(), $"report-scheduler-ports-{first}.lock")) is { } claim)
                return (claim, first);
        }

        throw new InvalidOperationException("All ranges of ports are taken by other tests that run now.");
    }

    private static bool AreFree(int first, int count)
    {
        var listeners = Enumerable.Range(first, count).Select(port => new TcpListener(IPAddress.Loopback, port)).ToArray();
        try
        {
            foreach (var listener in listeners)
                listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
        finally
        {
            foreach (var listener in listeners)
                listener.Dispose();
        }
    }
}
