using System.Collections.Concurrent;

namespace ReportScheduler.TestKit.Processes;

/// <summary>What a process wrote: the last lines, for the message of a failure.</summary>
public sealed class ProcessLog
{
    private const int Limit = 2000;
    private readonly ConcurrentQueue<string> _lines = new();

    /// <summary>Keeps a line, and forgets the oldest when there are too many.</summary>
    public void Add(string line)
    {
        _lines.Enqueue(line);
        if (_lines.Count > Limit)
            _lines.TryDequeue(out _);
    }

    /// <summary>The last lines, oldest first.</summary>
    public string Tail(int count) => string.Join('\n', _lines.TakeLast(count));
}
