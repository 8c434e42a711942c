using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace ReportScheduler.TestKit.Sidecars;

/// <summary>One of the numbered databases of a Redis server, for one set of sidecars at a time.</summary>
internal sealed class RedisDatabase : IAsyncDisposable
{
    private const int DefaultPort = 6379;
    private static readonly Channel<int> Free = Numbers();

    private RedisDatabase(int number) => Number = number;

    public int Number { get; }

    /// <summary>Host and port.</summary>
    public string Host { get; } = Environment.GetEnvironmentVariable("REDIS_HOST") is { Length: > 0 } host ? host : $"localhost:{DefaultPort}";

    public string Password { get; } = Environment.GetEnvironmentVariable("REDIS_PASSWORD") ?? "";

    /// <summary>Waits for a database that nobody in this process uses, and empties it.</summary>
    public static async Task<RedisDatabase> TakeAsync(CancellationToken cancellationToken)
    {
        var database = new RedisDatabase(await Free.Reader.ReadAsync(cancellationToken));
        await database.FlushAsync(cancellationToken);
        return database;
    }

    /// <summary>Removes everything in it.</summary>
    /// <exception cref="IOException">Redis refused.</exception>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        var parts = Host.Split(':');
        using var client = new TcpClient();
        await client.ConnectAsync(parts[0], parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : DefaultPort, cancellationToken);
        await using var stream = client.GetStream();
        using var answers = new StreamReader(stream, Encoding.ASCII);
        if (Password.Length > 0)
            await CallAsync("AUTH", Password);
        await CallAsync("SELECT", $"{Number}");
        await CallAsync("FLUSHDB");

        async Task CallAsync(params string[] command)
        {
            await stream.WriteAsync(Encode(command), cancellationToken);
            if (await answers.ReadLineAsync(cancellationToken) is not ['+', ..])
                throw new IOException($"Redis at {Host} refused {command[0]}: check REDIS_HOST and REDIS_PASSWORD.");
        }
    }

    public ValueTask DisposeAsync() => Free.Writer.WriteAsync(Number);

    private static byte[] Encode(string[] command) => Encoding.UTF8.GetBytes(
        $"*{command.Length}\r\n{string.Concat(command.Select(word => $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n"))}");

    private static Channel<int> Numbers()
    {
        var numbers = Channel.CreateUnbounded<int>();
        if (Environment.GetEnvironmentVariable("REDIS_DB") is { Length: > 0 } given)
            numbers.Writer.TryWrite(int.Parse(given, CultureInfo.InvariantCulture));
        else
            Enumerable.Range(1, 15).ToList().ForEach(number => numbers.Writer.TryWrite(number));
        return numbers;
    }
}
