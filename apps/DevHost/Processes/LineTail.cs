namespace ReportScheduler.DevHost.Processes;

/// <summary>The last lines of a stream of lines; safe for several writers.</summary>
internal sealed class LineTail(int limit)
{
    private readonly Queue<string> _lines = new();
    private readonly Lock _gate = new();

    public void Add(string line)
    {
        lock (_gate)
        {
            if (_lines.Count == limit)
                _lines.Dequeue();
            _lines.Enqueue(line);
        }
    }

    public override string ToString()
    {
        lock (_gate)
            return string.Join('\n', _lines);
    }
}
