using System.Diagnostics;

namespace ReportScheduler.TestKit.Node;

/// <summary>A Node program that runs beside a test. It is ended with the test, and by the end of its standard input if the test is killed.</summary>
public sealed class NodeProgram : IAsyncDisposable
{
    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly Lock _gate = new();

    private NodeProgram(Process process) => _process = process;

    /// <summary>Lines of standard output and error so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
                return [.. _lines];
        }
    }

    /// <summary>Starts <c>node</c> with a script and its arguments.</summary>
    /// <param name="environment">Variables set on top of this process's.</param>
    /// <param name="script">Full path of the script.</param>
    /// <param name="arguments">Passed as they are.</param>
    public static NodeProgram Start(
        IReadOnlyDictionary<string, string> environment, string script, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("node", [script, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(script)!,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        var process = new Process { StartInfo = start };
        var program = new NodeProgram(process);
        process.OutputDataReceived += (_, line) => program.Take(line.Data);
        process.ErrorDataReceived += (_, line) => program.Take(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return program;
    }

    /// <summary>Waits for a line that contains <paramref name="text"/>.</summary>
    /// <exception cref="TimeoutException">None came within 30 s.</exception>
    public Task<string> LineWithAsync(string text, CancellationToken cancellationToken) => Eventually.ResultAsync(
        _ => Task.FromResult(Lines.LastOrDefault(line => line.Contains(text, StringComparison.Ordinal)) ?? ""),
        line => line.Length > 0,
        TimeSpan.FromSeconds(30),
        cancellationToken,
        text);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
            return;
        lock (_gate)
            _lines.Add(line);
    }
}
