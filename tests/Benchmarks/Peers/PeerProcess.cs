using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;
using ReportScheduler.Benchmarks.Measuring;
using ReportScheduler.TestKit.Processes;

namespace ReportScheduler.Benchmarks.Peers;

/// <summary>A peer in a process of its own, so that its CPU time can be told.</summary>
internal sealed class PeerProcess : IMeasuredContender
{
    public const string Verb = "peer";
    public const string SetupVariable = "BENCHMARK_SETUP";
    public const string AnswerPrefix = ">> ";
    private const int LinesShown = 40;

    private readonly Channel<PeerAnswer> _answers = Channel.CreateUnbounded<PeerAnswer>();
    private readonly ProcessLog _log = new();
    private readonly Process _process;
    private readonly string _name;

    private PeerProcess(string name, PeerSetup setup)
    {
        _name = name;
        var tool = OwnProgram.With(Verb, name) with
        {
            Environment = new Dictionary<string, string?> { [SetupVariable] = JsonSerializer.Serialize(setup) },
        };
        _process = tool.Start(Take, Take);
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => _answers.Writer.TryComplete();
    }

    public IReadOnlyList<Part> Parts => [new Part(_name, () => ProcessTimes.Of(_process.Id))];

    /// <summary>Starts a peer; its tables are made and filled when this returns.</summary>
    public static async Task<PeerProcess> StartAsync(string name, PeerSetup setup, CancellationToken cancellationToken)
    {
        var peer = new PeerProcess(name, setup);
        try
        {
            await peer.AnswerAsync(cancellationToken);
            return peer;
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    public Task PrepareAsync(Wave wave, CancellationToken cancellationToken) => AskAsync(new PeerCommand(Prepare: wave), cancellationToken);

    public Task WaitAsync(CancellationToken cancellationToken) => AskAsync(new PeerCommand(Wait: true), cancellationToken);

    public async Task<WaveLags> CollectAsync(CancellationToken cancellationToken) => (await AskAsync(new PeerCommand(), cancellationToken)).Lags!;

    public string Tail() => $"--- {_name}\n{_log.Tail(LinesShown)}";

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<PeerAnswer> AskAsync(PeerCommand command, CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(command).AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
        return await AnswerAsync(cancellationToken);
    }

    private async Task<PeerAnswer> AnswerAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _answers.Reader.ReadAsync(cancellationToken);
        }
        catch (ChannelClosedException e)
        {
            throw new InvalidOperationException($"{_name} ended with exit code {_process.ExitCode}.\n{Tail()}", e);
        }
    }

    private void Take(string line)
    {
        if (line.StartsWith(AnswerPrefix, StringComparison.Ordinal))
            _answers.Writer.TryWrite(JsonSerializer.Deserialize<PeerAnswer>(line[AnswerPrefix.Length..])!);
        else
            _log.Add(line);
    }
}
