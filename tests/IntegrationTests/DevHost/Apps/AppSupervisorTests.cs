using Microsoft.Extensions.Time.Testing;
using ReportScheduler.DevHost.Apps;
using ReportScheduler.DevHost.Output;
using ReportScheduler.DevHost.Processes;
using ReportScheduler.TestKit;

namespace ReportScheduler.IntegrationTests.DevHost.Apps;

public sealed class AppSupervisorTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly string _folder = Directory.CreateTempSubdirectory("app-supervisor-").FullName;
    private readonly FakeTimeProvider _time = new();
    private readonly StringWriter _errors = new();
    private readonly TextWriter _sharedErrors;

    public AppSupervisorTests() => _sharedErrors = TextWriter.Synchronized(_errors);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string Log => Path.Combine(_folder, "app.log");

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _errors.Dispose();
    }

    [Fact]
    public async Task App_EndsByItself_IsStartedAgainAfterAPause()
    {
        await using var supervisor = Supervise("echo started; exit 3");

        await Eventually.TrueAsync(() => Errors().Contains("[app] ended with exit code 3; it starts again in 1 s"), Deadline, Cancelled);
        LogLines().Should().Equal("started");
        _time.Advance(TimeSpan.FromSeconds(1));

        await Eventually.TrueAsync(() => LogLines().Length == 2, Deadline, Cancelled);
        await Eventually.TrueAsync(() => Errors().Contains("it starts again in 2 s"), Deadline, Cancelled);
    }

    [Fact]
    public async Task DisposeAsync_AppReadsItsInput_EndsItGracefully()
    {
        var supervisor = Supervise("echo started; cat; echo stopped gracefully");
        await Eventually.TrueAsync(() => LogLines() is ["started"], Deadline, Cancelled);

        await supervisor.DisposeAsync();

        LogLines().Should().Equal("started", "stopped gracefully");
        Errors().Should().BeEmpty();
    }

    [Fact]
    public async Task DisposeAsync_AppDoesNotStop_KillsItAfter30Seconds()
    {
        var supervisor = Supervise("echo started; exec sleep 1000");
        await Eventually.TrueAsync(() => LogLines() is ["started"], Deadline, Cancelled);

        var stopped = supervisor.DisposeAsync().AsTask();
        while (!stopped.IsCompleted)
        {
            // Again and again: the supervisor may not have begun to wait yet.
            _time.Advance(TimeSpan.FromSeconds(30));
            await Task.WhenAny(stopped, Task.Delay(TimeSpan.FromMilliseconds(20), Cancelled));
        }

        await stopped;
        Errors().Should().Contain("[app] does not stop: it is killed");
    }

    [Fact]
    public async Task App_WritesWarnings_OnlyTheyAreShownWithoutStackFrames()
    {
        var supervisor = Supervise(
            "echo '12:00:00.000Z info: A[0] all is well'; echo '12:00:00.000Z warn: A[0] look here'; "
            + "echo 'Unhandled exception. Boom' >&2; echo '   at A.B()' >&2; cat");
        await Eventually.TrueAsync(() => LogLines().Length == 4, Deadline, Cancelled);
        await supervisor.DisposeAsync();

        Errors().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Should().BeEquivalentTo(
            "[app] 12:00:00.000Z warn: A[0] look here", "[app] Unhandled exception. Boom");
    }

    [Fact]
    public async Task EndLeftoversAsync_ProcessThatStillRuns_IsEnded()
    {
        await using var supervisor = Supervise("echo started; exec sleep 1000");
        await Eventually.TrueAsync(() => LogLines() is ["started"], Deadline, Cancelled);

        await new ProcessRegister(Path.Combine(_folder, "processes.json")).EndLeftoversAsync(new Progress<string>(), Cancelled);

        await Eventually.TrueAsync(() => Errors().Contains("[app] ended with exit code 137"), Deadline, Cancelled);
    }

    private AppSupervisor Supervise(string script) => new(
        new AppCommand("app", new Tool("/bin/sh", "-c", script)),
        _folder,
        new ProcessRegister(Path.Combine(_folder, "processes.json")),
        new DevHostConsole(TextWriter.Null, _sharedErrors, verbose: false, _time),
        _time);

    private string Errors()
    {
        // The synchronized writer locks itself.
        lock (_sharedErrors)
            return _errors.ToString();
    }

    private string[] LogLines()
    {
        if (!File.Exists(Log))
            return [];
        using var reader = new StreamReader(new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }
}
