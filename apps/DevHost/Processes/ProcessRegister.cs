using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace ReportScheduler.DevHost.Processes;

/// <summary>
/// Remembers the running apps in a file, so that a start after a kill can wait for those that are still draining: they hold
/// their ports and the database.
/// </summary>
public sealed class ProcessRegister(string path)
{
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StartTimeTolerance = TimeSpan.FromSeconds(2);
    private readonly Dictionary<string, Entry> _entries = [];
    private readonly Lock _gate = new();

    /// <summary>Notes the process that now runs an app.</summary>
    public void Set(string app, Process process)
    {
        if (StartTimeOf(process) is not { } startedAt)
            return;
        lock (_gate)
        {
            _entries[app] = new Entry(process.Id, startedAt);
            File.WriteAllText(path, JsonSerializer.Serialize([.. _entries.Values], DevHostJson.Default.ProcessEntries));
        }
    }

    /// <summary>
    /// Waits for what the file names, and ends what is still there after some seconds. An app stops by itself when its parent
    /// is gone.
    /// </summary>
    public async Task EndLeftoversAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        foreach (var entry in await ReadAsync(cancellationToken))
        {
            using var process = Find(entry);
            if (process is null)
                continue;
            progress.Report($"Waiting for process {entry.Id} of the former start to end");
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(DrainLimit);
            try
            {
                await process.WaitForExitAsync(deadline.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(cancellationToken);
            }
        }
    }

    private async Task<Entry[]> ReadAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
            return [];
        try
        {
            await using var file = File.OpenRead(path);
            return await JsonSerializer.DeserializeAsync(file, DevHostJson.Default.ProcessEntries, cancellationToken) ?? [];
        }
        catch (JsonException)
        {
            // Cut short by the kill; what it named stops by itself.
            return [];
        }
    }

    /// <summary>The id alone may belong to some other program by now.</summary>
    private static Process? Find(Entry entry)
    {
        try
        {
            var process = Process.GetProcessById(entry.Id);
            if (StartTimeOf(process) is { } startedAt && (startedAt - entry.StartedAt).Duration() <= StartTimeTolerance)
                return process;
            process.Dispose();
        }
        catch (ArgumentException)
        {
            // It has ended.
        }

        return null;
    }

    /// <summary>Null if it has ended or belongs to somebody else.</summary>
    private static DateTime? StartTimeOf(Process process)
    {
        try
        {
            return process.StartTime.ToUniversalTime();
        }
        catch (Exception problem) when (problem is InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }

    internal sealed record Entry(int Id, DateTime StartedAt);
}
