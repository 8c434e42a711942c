using System.ComponentModel;
using System.Diagnostics;

namespace ReportScheduler.DevHost.Processes;

/// <summary>A program to run.</summary>
/// <param name="FileName">A path, or a name looked up in PATH.</param>
/// <param name="Arguments">Passed as they are: no shell reads them.</param>
public sealed record Tool(string FileName, params IReadOnlyList<string> Arguments)
{
    /// <summary>The folder it runs in; null: the caller's.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Variables set on top of the caller's; null removes one.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>
    /// False where the program leaves a server behind that would inherit the pipes and keep them open (pg_ctl on Windows).
    /// </summary>
    public bool CaptureOutput { get; init; } = true;

    /// <summary>Starts it and reads what it writes; its standard input stays open.</summary>
    /// <exception cref="Win32Exception">There is no such program.</exception>
    public Process Start(Action<string> output, Action<string> errors)
    {
        var process = new Process { StartInfo = StartInfo() };
        process.OutputDataReceived += (_, line) => Take(line.Data, output);
        process.ErrorDataReceived += (_, line) => Take(line.Data, errors);
        try
        {
            process.Start();
        }
        catch
        {
            process.Dispose();
            throw;
        }

        if (CaptureOutput)
        {
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }

        return process;

        static void Take(string? line, Action<string> reader)
        {
            if (line is not null)
                reader(line);
        }
    }

    /// <summary>Runs it; when cancelled, ends it with all its children.</summary>
    /// <param name="output">Gets each line of standard output and error as it comes.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    /// <returns>Its exit code and last lines; <see cref="ToolResult.NotFound"/> where there is no such program.</returns>
    public async Task<ToolResult> RunAsync(IProgress<string>? output, CancellationToken cancellationToken)
    {
        var tail = new LineTail(limit: 100);
        try
        {
            using var process = Start(Take, Take);
            if (CaptureOutput)
                process.StandardInput.Close();
            await WaitAsync(process, cancellationToken);
            return new ToolResult(process.ExitCode, tail.ToString());
        }
        catch (Win32Exception)
        {
            return ToolResult.NotFound;
        }

        void Take(string line)
        {
            tail.Add(line);
            output?.Report(line);
        }
    }

    /// <summary>As <see cref="RunAsync"/>, but null when it takes longer than <paramref name="limit"/>.</summary>
    public async Task<ToolResult?> RunWithinAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit);
        try
        {
            return await RunAsync(output: null, deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task WaitAsync(Process process, CancellationToken cancellationToken)
    {
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private ProcessStartInfo StartInfo()
    {
        var start = new ProcessStartInfo(FileName, Arguments)
        {
            RedirectStandardInput = CaptureOutput,
            RedirectStandardOutput = CaptureOutput,
            RedirectStandardError = CaptureOutput,
            CreateNoWindow = true,
            WorkingDirectory = WorkingDirectory ?? "",
        };
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        return start;
    }
}
