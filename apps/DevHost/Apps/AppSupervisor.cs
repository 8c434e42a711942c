using System.ComponentModel;
using System.Diagnostics;
using ReportScheduler.DevHost.Output;
using ReportScheduler.DevHost.Processes;

namespace ReportScheduler.DevHost.Apps;

/// <summary>
/// Keeps an app running: starts it again when it ends by itself, and keeps its output. The app stops gracefully when its
/// standard input ends, which also happens when this process is killed.
/// </summary>
public sealed class AppSupervisor : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);
    private readonly TaskCompletionSource _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly AppCommand _command;
    private readonly ProcessRegister _register;
    private readonly DevHostConsole _console;
    private readonly LogFile _log;
    private readonly TimeProvider _time;
    private readonly Task _supervision;

    /// <summary>Starts the app.</summary>
    public AppSupervisor(AppCommand command, string logFolder, ProcessRegister register, DevHostConsole console, TimeProvider time)
    {
        (_command, _register, _console, _time) = (command, register, console, time);
        _log = new LogFile(Path.Combine(logFolder, command.Name + ".log"));
        _supervision = Task.Run(SuperviseAsync);
    }

    /// <summary>Stops the app: gracefully, or by force after 30 seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        _stop.TrySetResult();
        await _supervision;
        _log.Dispose();
    }

    private async Task SuperviseAsync()
    {
        var backoff = new RestartBackoff();
        while (!_stop.Task.IsCompleted)
        {
            var started = _time.GetTimestamp();
            var exitCode = await RunOnceAsync();
            if (_stop.Task.IsCompleted)
                return;
            var pause = backoff.After(_time.GetElapsedTime(started));
            _console.Error($"[{_command.Name}] ended with exit code {exitCode}; it starts again in {pause.TotalSeconds:0} s");
            await Task.WhenAny(_stop.Task, Task.Delay(pause, _time));
        }
    }

    private async Task<int> RunOnceAsync()
    {
        try
        {
            using var process = _command.Tool.Start(line => Take(line, isError: false), line => Take(line, isError: true));
            _register.Set(_command.Name, process);
            await RunToEndAsync(process);
            return process.ExitCode;
        }
        catch (Win32Exception problem)
        {
            Take(problem.Message, isError: true);
            return ToolResult.NotFound.ExitCode;
        }
    }

    private async Task RunToEndAsync(Process process)
    {
        var exit = process.WaitForExitAsync(CancellationToken.None);
        if (await Task.WhenAny(exit, _stop.Task) == exit)
            return;
        process.StandardInput.Close();
        if (await Task.WhenAny(exit, Task.Delay(Grace, _time)) != exit)
        {
            _console.Error($"[{_command.Name}] does not stop: it is killed");
            process.Kill(entireProcessTree: true);
        }

        await exit;
    }

    private void Take(string line, bool isError)
    {
        _log.Write(line);
        _console.Log(_command.Name, LogLine.Shorten(line), (isError || LogLine.IsWarning(line)) && !LogLine.IsStackFrame(line));
    }
}
