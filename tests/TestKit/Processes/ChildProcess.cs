using System.Diagnostics;
using System.Runtime.Versioning;
using ReportScheduler.DevHost.Processes;

namespace ReportScheduler.TestKit.Processes;

/// <summary>
/// A program that a test runs and harms. Its standard input is a pipe from this process, which the apps watch, so that
/// none outlives a test process that was killed.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private const string EndWithInput =
        """exec 3<&0; "$@" 3<&- </dev/null & child=$!; { cat <&3; kill -9 $child; } >/dev/null 2>&1 & wait $child""";

    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private ChildProcess(string name, Process process, ProcessLog log) => (Name, _process, Log) = (name, process, log);

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>What it wrote.</summary>
    public ProcessLog Log { get; }

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts a program that ends by itself when its standard input does.</summary>
    /// <param name="log">Gets what it writes; null for a log of its own.</param>
    public static ChildProcess Start(string name, Tool tool, ProcessLog? log = null)
    {
        log ??= new ProcessLog();
        return new ChildProcess(name, tool.Start(log.Add, log.Add), log);
    }

    /// <summary>Starts a program that knows nothing of its standard input; a shell ends it when the input ends.</summary>
    [UnsupportedOSPlatform("windows")]
    public static ChildProcess StartBound(string name, Tool tool, ProcessLog? log = null) =>
        Start(name, tool with { FileName = "sh", Arguments = ["-c", EndWithInput, "sh", tool.FileName, .. tool.Arguments] }, log);

    /// <summary>Waits until it is ready; that nobody listens yet counts as not ready.</summary>
    /// <exception cref="InvalidOperationException">It ended; the message has what it wrote last.</exception>
    /// <exception cref="TimeoutException">It is still not ready at the deadline; the message has what it wrote last.</exception>
    public async Task WaitUntilAsync(
        Func<CancellationToken, Task<bool>> isReady, TimeSpan deadline, CancellationToken cancellationToken)
    {
        try
        {
            await Eventually.TrueAsync(
                async token =>
                {
                    if (_process.HasExited)
                        throw new InvalidOperationException($"{Name} ended with exit code {_process.ExitCode}.\n{Log.Tail(100)}");
                    try
                    {
                        return await isReady(token);
                    }
                    catch (HttpRequestException)
                    {
                        return false;
                    }
                },
                deadline,
                cancellationToken,
                $"{Name} is ready");
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\n{Log.Tail(100)}", e);
        }
    }

    /// <summary>Ends it at once (SIGKILL), with what it started.</summary>
    /// <exception cref="TimeoutException">It is still there, or something else writes to its output; the message has what it wrote last.</exception>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await WaitAsync(KillLimit, "SIGKILL", CancellationToken.None);
    }

    /// <summary>Asks it to end (SIGTERM).</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="TimeoutException">It did not end in time; the message has what it wrote last.</exception>
    public async Task<int> TerminateAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        UnixSignals.Send(_process.Id, UnixSignals.Terminate);
        await WaitAsync(limit, "SIGTERM", cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Freezes it (SIGSTOP), as a long pause of the machine would.</summary>
    public void Suspend() => UnixSignals.Send(_process.Id, UnixSignals.Stop);

    /// <summary>Lets it go on after <see cref="Suspend"/>.</summary>
    public void Resume() => UnixSignals.Send(_process.Id, UnixSignals.Continue);

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private async Task WaitAsync(TimeSpan limit, string signal, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{Name} has not ended {limit.TotalSeconds:0.#} s after {signal}.\n{Log.Tail(100)}");
        }
    }
}
