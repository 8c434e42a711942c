using System.Net;
using System.Net.Sockets;

namespace ReportScheduler.TestKit;

/// <summary>
/// Ports of this machine that nothing listens on at the moment. They lie below the ranges that systems give to outgoing
/// connections, one of which could otherwise take the port before the server under test does.
/// </summary>
public static class FreePorts
{
    private const int First = 20_000;
    private const int Last = 32_000;

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
    public static int TakeBlock(int count)
    {
        while (true)
        {
            var first = Random.Shared.Next(First, Last - count);
            if (AreFree(first, count))
                return first;
        }
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
